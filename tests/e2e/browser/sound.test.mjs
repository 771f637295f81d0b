/** The page's sound: codecs, resampler, frames, jitter buffer, keys, levels. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { web } from './web.mjs';

const { CODECS } = await web('codecs.js');
const { Resampler } = await web('resampler.js');
const { Framer } = await web('framer.js');
const { JitterBuffer } = await web('jitter-buffer.js');
const { KEYS, keyFrames } = await web('dtmf.js');
const { height, rms } = await web('meters.js');

const bytes = (...values) => Uint8Array.from(values).buffer;
const tone = (hertz, sampleRate, samples) =>
  Float32Array.from({ length: samples }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / sampleRate));

/** The amplitude of one frequency in the samples (Goertzel's sum, direct form). */
function amplitude(samples, hertz, sampleRate) {
  let [re, im] = [0, 0];
  samples.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * hertz * i) / sampleRate);
    im += sample * Math.sin((2 * Math.PI * hertz * i) / sampleRate);
  });
  return (2 * Math.hypot(re, im)) / samples.length;
}

test('pcm is little endian, clipped at full scale, without an odd last byte', () => {
  const payload = CODECS.pcm.encode(Float32Array.of(0, 0.5, -1, 2));
  assert.deepEqual([...new Uint8Array(payload)], [0, 0, 0, 0x40, 0, 0x80, 0xff, 0x7f]);
  assert.deepEqual([...CODECS.pcm.decode(bytes(0, 0x40, 0, 0x80, 7))], [0.5, -1]);
});

test('G.711 decodes the values of the tables of ITU-T G.711', () => {
  const linear = (codec, code) => CODECS[codec].decode(bytes(code))[0] * 32768;
  assert.deepEqual([0x00, 0x7f, 0x80, 0xff, 0xf0, 0x8f].map((code) => linear('pcmu', code)),
    [-32124, 0, 32124, 0, 120, 16764]);
  assert.deepEqual([0xd5, 0x55, 0xaa, 0x2a, 0x80].map((code) => linear('pcma', code)),
    [8, -8, 32256, -32256, 5504]);
});

test('G.711 codes every one of its own values back to the same value', () => {
  for (const codec of ['pcmu', 'pcma']) {
    const all = bytes(...Array.from({ length: 256 }, (_, code) => code));
    const values = CODECS[codec].decode(all);
    assert.deepEqual(CODECS[codec].decode(CODECS[codec].encode(values)), values, codec);
  }
});

test('G.711 keeps speech within its quantisation error', () => {
  for (const codec of ['pcmu', 'pcma']) {
    const speech = tone(440, 8000, 800);
    const again = CODECS[codec].decode(CODECS[codec].encode(speech));
    const error = rms(again.map((sample, i) => sample - speech[i]));
    assert.ok(20 * Math.log10(rms(speech) / error) > 33, `${codec}: ${error}`);
  }
});

for (const [from, to] of [[48000, 16000], [44100, 16000], [16000, 48000], [16000, 44100], [8000, 48000], [48000, 8000]]) {
  test(`resampling ${from} to ${to} Hz keeps a tone of 1 kHz and its level`, () => {
    const resampler = new Resampler(from, to);
    const input = tone(1000, from, from);
    const output = [];
    for (let at = 0; at < input.length; at += 128) {
      output.push(...resampler.process(input.subarray(at, at + 128)));
    }
    assert.ok(Math.abs(output.length - to) <= to / 200, `${output.length} samples`);
    const middle = output.slice(to / 10, to / 10 + to / 2);
    assert.ok(Math.abs(amplitude(middle, 1000, to) - 0.5) < 0.002);
    const noise = Math.sqrt(Math.max(0, rms(middle) ** 2 - amplitude(middle, 1000, to) ** 2 / 2));
    assert.ok(20 * Math.log10(rms(middle) / noise) > 60, `noise ${noise}`);
  });
}

test('resampling down leaves no alias of what the new rate cannot hold', () => {
  const output = new Resampler(48000, 16000).process(tone(10000, 48000, 48000));
  assert.ok(rms(output.slice(1000)) < 0.5 * 10 ** (-70 / 20), `${rms(output.slice(1000))}`);
});

test('frames are cut whole, whatever comes in', () => {
  const framer = new Framer(4);
  const frames = [[1, 2, 3], [], [4, 5, 6, 7, 8, 9]].flatMap((piece) => framer.push(Float32Array.from(piece)));
  assert.deepEqual(frames.map((frame) => [...frame]), [[1, 2, 3, 4], [5, 6, 7, 8]]);
});

/** A buffer at 1000 Hz: a sample is a millisecond. */
function buffer() {
  const jitter = new JitterBuffer(1000, 60, 200);
  const loud = (samples) => jitter.push(new Float32Array(samples).fill(0.5));
  const pull = (samples = 10) => {
    const out = new Float32Array(samples);
    return jitter.pull(out) ? out.filter((sample) => sample === 0.5).length : 0;
  };
  return { jitter, loud, pull };
}

test('playing starts when the target is there and then has no gap', () => {
  const { loud, pull } = buffer();
  loud(20);
  assert.equal(pull(), 0);
  loud(20);
  loud(20);
  assert.deepEqual([pull(), pull(), pull(), pull(), pull(), pull(), pull()], [10, 10, 10, 10, 10, 10, 0]);
});

test('the tail of a short sound is played when nothing more comes', () => {
  const { loud, pull } = buffer();
  loud(20);
  const heard = Array.from({ length: 10 }, () => pull());
  assert.deepEqual(heard, [0, 0, 0, 0, 0, 0, 10, 10, 0, 0]);
});

test('a flush silences at once', () => {
  const { jitter, loud, pull } = buffer();
  loud(100);
  assert.equal(pull(), 10);
  jitter.flush();
  assert.deepEqual([pull(), jitter.buffered], [0, 0]);
});

test('the end fades within milliseconds instead of clicking', () => {
  const { jitter, loud } = buffer();
  loud(60);
  const out = new Float32Array(200);
  jitter.pull(out);
  const steps = out.slice(1).map((sample, i) => Math.abs(sample - out[i]));
  assert.ok(Math.max(...steps) < 0.03 && Math.abs(out.at(-1)) < 0.001);
});

test('silence is left out to win back a delay, sound only beyond the bound', () => {
  const { jitter, loud } = buffer();
  loud(150);
  jitter.push(new Float32Array(20));
  assert.equal(jitter.buffered, 150);
  loud(40);
  loud(40);
  assert.equal(jitter.buffered, 80);
});

test('each key is its two tones of ITU-T Q.23 for 120 ms, then silence', () => {
  for (const [key, row, column] of [['1', 697, 1209], ['5', 770, 1336], ['#', 941, 1477], ['D', 941, 1633]]) {
    const frames = keyFrames(key, 8000);
    const sound = Float32Array.from(frames.slice(0, 6).flatMap((frame) => [...frame]));
    assert.deepEqual(frames.map((frame) => frame.length), Array(10).fill(160));
    assert.ok(Math.abs(amplitude(sound, row, 8000) - 0.25) < 0.02, key);
    assert.ok(Math.abs(amplitude(sound, column, 8000) - 0.25) < 0.02, key);
    assert.equal(rms(frames[6]), 0);
  }
  assert.throws(() => keyFrames('E', 8000), RangeError);
  assert.equal(KEYS.join('').length, 16);
});

test('a meter is empty at -60 dB, full at 0 dB and even between', () => {
  assert.deepEqual([0, 0.001, 1, 2].map(height), [0, 0, 1, 1]);
  assert.ok(Math.abs(height(10 ** (-30 / 20)) - 0.5) < 1e-9);
});
