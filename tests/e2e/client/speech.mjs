/** Recordings of people, and where in them somebody speaks. */
import { load, RATE } from './codecs.mjs';
import { levelOf } from './tone.mjs';

const LIBRIVOX = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb';
const ASTERISK = '/usr/share/asterisk/sounds/en_US_f_Allison';

const librivox = (number, words) => ({ words, samples: () => load(`${LIBRIVOX}-${number}.wav`) });
const asterisk = (name, words) => ({ words, samples: () => load(`${ASTERISK}/${name}.g722`, ['-f', 'g722']) });

/** Read for LibriVox; the words are those of pocketsphinx-testdata's transcription. */
export const READ = [
  librivox('0870', 'and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for them'),
  librivox('0880', 'he was not an ill disposed young man'),
  librivox('0890', 'unless to be rather cold hearted and rather selfish is to be ill disposed'),
  librivox('0920', 'had he married a more amiable woman he might have been made still more respectable than he was'),
  librivox('0930', 'he might even have been made amiable himself'),
];

/** Prompts of a telephone system. */
export const PROMPTS = [
  asterisk('cannot-complete-as-dialed', 'your call cannot be completed as dialed'),
  asterisk('check-number-dial-again', 'please check the number and dial again'),
  asterisk('conf-onlyperson', 'you are currently the only person in this conference'),
];

/**
 * The recordings one after the other with digital silence around each.
 * @returns {{samples: Int16Array, spans: {start: number, end: number}[]}} when somebody speaks, ms
 */
export function lineUp(recordings, silenceMillis) {
  const silence = new Int16Array((silenceMillis * RATE) / 1000);
  const parts = [silence];
  const spans = [];
  let at = silence.length;
  for (const recording of recordings) {
    const samples = recording.samples();
    const { start, end } = spanOf(samples);
    spans.push({ start: (at * 1000) / RATE + start, end: (at * 1000) / RATE + end });
    parts.push(samples, silence);
    at += samples.length + silence.length;
  }
  const samples = new Int16Array(at);
  parts.reduce((offset, part) => (samples.set(part, offset), offset + part.length), 0);
  return { samples, spans };
}

/** Where the voice of one recording begins and ends: above the middle, in dB, of its quiet and its usual level. */
function spanOf(samples) {
  const step = RATE / 100;
  const levels = [];
  for (let at = 0; at + 3 * step <= samples.length; at += step) {
    levels.push(levelOf(samples.subarray(at, at + 3 * step)));
  }
  const sorted = levels.toSorted((a, b) => a - b);
  const threshold = (sorted[Math.floor(levels.length / 20)] + sorted[Math.floor(levels.length / 2)]) / 2;
  return {
    start: levels.findIndex((level) => level > threshold) * 10 + 10,
    end: levels.findLastIndex((level) => level > threshold) * 10 + 20,
  };
}
