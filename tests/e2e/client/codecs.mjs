/** Audio between 16 kHz samples and what a socket carries, with ffmpeg as the other implementation. */
import { spawnSync } from 'node:child_process';
import { oggOf, packetsOf } from './ogg.mjs';
import { bytesOf, samplesOf } from './wav.mjs';

export const RATE = 16_000;

const PCM = ['-f', 's16le', '-ar', String(RATE), '-ac', '1'];
/** Each 160 bytes in 20 ms. */
const FORMATS = {
  pcmu: { rate: ['-ar', '8000'], format: ['-f', 'mulaw'] },
  pcma: { rate: ['-ar', '8000'], format: ['-f', 'alaw'] },
  g722: { rate: [], format: ['-f', 'g722'] },
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
  const { rate, format } = FORMATS[codec];
  return framesOf(ffmpeg([...PCM, '-i', '-', ...rate, ...format, '-'], bytesOf(samples)), 160);
}

/** The 16 kHz samples of packets in the codec of that name. */
export function decode(packets, codec) {
  const bytes = Buffer.concat(packets);
  if (codec === 'pcm') {
    return samplesOf(bytes);
  }
  if (codec === 'opus') {
    return samplesOf(ffmpeg(['-f', 'ogg', '-i', '-', ...PCM, '-'], oggOf(packets)));
  }
  const { rate, format } = FORMATS[codec];
  return samplesOf(ffmpeg([...format, ...rate, '-i', '-', ...PCM, '-'], bytes));
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
