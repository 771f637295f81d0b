/** A sound of which every frame says where it is. */
import { RATE } from './codecs.mjs';

export const FRAME_MILLIS = 20;
const STEP = 8;

/** A WAV file: all samples of a frame are its number, from 1, times 8, and whose it is, 0 to 7. */
export function positions(seconds, whose = 0) {
  const samples = seconds * RATE;
  const wav = Buffer.alloc(44 + 2 * samples);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + 2 * samples, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(2 * RATE, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(2 * samples, 40);
  const frame = (RATE * FRAME_MILLIS) / 1000;
  for (let i = 0; i < samples; i++) {
    wav.writeInt16LE((((Math.floor(i / frame) + 1) * STEP) % 32_000) + whose, 44 + 2 * i);
  }
  return wav;
}

/** The number of a frame that was heard; 0: it is not of that sound. */
export const position = ({ payload }) => Math.floor(payload.readInt16LE(0) / STEP);

/** Whose file it is from. */
export const whose = ({ payload }) => payload.readInt16LE(0) % STEP;

export const positionsHeard = (call) => call.audio.map(position).filter((number) => number > 0);
