/** Recordings of people, and where in them somebody speaks. */
import { load, RATE } from './codecs.mjs';
import { levelOf } from './tone.mjs';

const LIBRIVOX = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb';
const ASTERISK = '/usr/share/asterisk/sounds/en_US_f_Allison';

const librivox = (number, words) => ({ words, samples: () => load(`${LIBRIVOX}-${number}.wav`) });
/** A prompt of Asterisk, samples. */
export const voice = (name) => load(`${ASTERISK}/${name}.g722`, ['-f', 'g722']);
const asterisk = (name, words) => ({ words, samples: () => voice(name) });

/** Read for LibriVox; the words are those of pocketsphinx-testdata's transcription. */
export const READ = [
  librivox('0870', 'and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for them'),
  librivox('0880', 'he was not an ill disposed young man'),
  librivox('0890', 'unless to be rather cold hearted and rather selfish is to be ill disposed'),
  librivox('0920', 'had he married a more amiable woman he might have been made still more respectable than he was'),
  librivox('0930', 'he might even have been made amiable himself'),
];

/** Prompts of a telephone system. None ends in an [s], which a telephone line does not carry. */
export const PROMPTS = [
  asterisk('cannot-complete-as-dialed', 'your call cannot be completed as dialed'),
  asterisk('check-number-dial-again', 'please check the number and dial again'),
  asterisk('number-not-answering', 'the number is not answering'),
];

/**
 * The recordings one after the other with digital silence around each.
 * @returns {{samples: Int16Array, spans: {start: number, end: number}[]}} and when somebody speaks, ms
 */
export function lineUp(recordings, silenceMillis) {
  const gap = (silenceMillis * RATE) / 1000;
  const pieces = recordings.map((recording) => recording.samples());
  const samples = new Int16Array(pieces.reduce((length, piece) => length + piece.length + gap, gap));
  let at = gap;
  const spans = pieces.map((piece) => {
    samples.set(piece, at);
    const { start, end } = spanOf(piece);
    const offset = (at * 1000) / RATE;
    at += piece.length + gap;
    return { start: offset + start, end: offset + end };
  });
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
