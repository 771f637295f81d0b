/** Audio between 16 kHz samples and what a socket carries, with ffmpeg as the other implementation. */
import { spawnSync } from 'node:child_process';
import { oggOf, packetsOf } from './ogg.mjs';
import { bytesOf, samplesOf } from './wav.mjs';

export const RATE = 16_000;

const PCM = ['-f', 's16le', '-ar', String(RATE), '-ac', '1'];
const FORMATS = {
  pcmu: { frame: 160, args: ['-f', 'mulaw', '-ar', '8000'] },
  pcma: { frame: 160, args: ['-f', 'alaw', '-ar', '8000'] },
  g722: { frame: 160, args: ['-f', 'g722', '-ar', '16000'] },
};

/** Packets of 20 ms of `samples` in the codec of that name. */
export function encode(samples, codec) {
  if (codec === 'pcm') {
    return framesOf(bytesOf(samples), RATE / 25);
  }
  if (codec === 'opus') {
    const opus = ['-c:a', 'libopus', '-b:a', '24k', '-frame_duration', '20', '-f', 'ogg'];
    return packetsOf(ffmpeg([...PCM, '-i', '-', ...opus, '-'], bytesOf(samples)));
  }
  const { frame, args } = FORMATS[codec];
  return framesOf(ffmpeg([...PCM, '-i', '-', ...args, '-ac', '1', '-'], bytesOf(samples)), frame);
}

/** The 16 kHz samples of packets in the codec of that name. */
export function decode(packets, codec) {
  const bytes = Buffer.concat(packets);
  if (codec === 'pcm') {
    return samplesOf(bytes);
  }
  const input = codec === 'opus'
    ? [['-f', 'ogg'], oggOf(packets)]
    : [[...FORMATS[codec].args, ...(codec === 'g722' ? [] : ['-ac', '1'])], bytes];
  return samplesOf(ffmpeg([...input[0], '-i', '-', ...PCM, '-'], input[1]));
}

/** The 16 kHz samples of a file; `format` where the file does not tell. */
export function load(file, format = []) {
  return samplesOf(ffmpeg([...format, '-i', file, ...PCM, '-']));
}

function framesOf(bytes, size) {
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size));
}

function ffmpeg(args, input) {
  const { status, stdout, stderr, error } = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...args],
    { input, maxBuffer: 1 << 28 });
  if (status !== 0) {
    throw error ?? new Error(`ffmpeg ${args.join(' ')}: ${stderr}`);
  }
  return stdout;
}
