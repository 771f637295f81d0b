/** ITU-T Q.23: each key is one tone of a row and one of a column, in Hz. */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
export const KEYS = ['123A', '456B', '789C', '*0#D'];

const TONE_MILLIS = 120;
const PAUSE_MILLIS = 80;
const FRAME_MILLIS = 20;
/** Each tone at -12 dBFS: well inside what ITU-T Q.24 must detect. */
const AMPLITUDE = 0.25;

/** The frames of 20 ms, silence after the tone included, that press `key` in-band. */
export function keyFrames(key, sampleRate) {
  const row = KEYS.findIndex((keys) => keys.includes(key));
  if (row < 0 || key.length !== 1) {
    throw new RangeError(`no such key: ${key}`);
  }
  const tones = [ROWS[row], COLUMNS[KEYS[row].indexOf(key)]];
  const frameSamples = (sampleRate * FRAME_MILLIS) / 1000;
  return Array.from({ length: (TONE_MILLIS + PAUSE_MILLIS) / FRAME_MILLIS }, (_, frame) =>
    frame * FRAME_MILLIS < TONE_MILLIS
      ? tone(tones, frame * frameSamples, frameSamples, sampleRate)
      : new Float32Array(frameSamples),
  );
}

function tone(frequencies, from, samples, sampleRate) {
  return Float32Array.from({ length: samples }, (_, index) => {
    const turns = (2 * Math.PI * (from + index)) / sampleRate;
    return frequencies.reduce((sum, hertz) => sum + AMPLITUDE * Math.sin(turns * hertz), 0);
  });
}
