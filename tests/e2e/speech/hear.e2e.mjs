/** Recorded people speak into a call: when they speak, and what they say. VOXBUS_URL is the node's address. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Call } from '../client/call.mjs';
import { encode, RATE } from '../client/codecs.mjs';
import { lineUp, PROMPTS, READ, voice } from '../client/speech.mjs';

const node = process.env.VOXBUS_URL;
const LIMIT = { timeout: 90_000 };
const TOLERANCE_MILLIS = 100;
const SILENCE_MILLIS = 1200;
/** Longer than the pauses in a sentence, shorter than those between two. */
const VAD = { type: 'silero', silencePadding: 600 };

/** One speaker a call; LibriVox's 0930 begins in a breath, which is neither speech nor silence. */
const SPEAKERS = [READ.slice(1, 4), PROMPTS].map((spoken) => ({ spoken, ...lineUp(spoken, SILENCE_MILLIS) }));
/** Speech takes its time, and little work: two tests at once. */
const TWO = { concurrency: 2 };
const PHRASES = [...READ, ...PROMPTS].map(({ words }) => words).join('|');

describe('with a list of phrases', TWO, () => {
  for (const codec of ['pcmu', 'g722', 'opus']) {
    test(`recorded speech in ${codec}: its times are right within ${TOLERANCE_MILLIS} ms, its phrases are recognised`, LIMIT, async () => {
      const streams = SPEAKERS.map((speaker) => ({ ...speaker, packets: encode(speaker.samples, codec) }));
      await Promise.all(streams.map(async ({ spoken, spans, packets }) => {
        const call = await Call.place(node, { codec, vad: VAD, asr: { provider: 'local', extra: { phrases: PHRASES } } });
        const start = await call.stream(packets);
        await call.until(() => call.named('silence').length >= spoken.length, 'silence after the last recording');
        await call.event('asrFinal', ({ endTime }) => endTime > start + spans.at(-1).start);
        await call.hangup();
        checkTimes(call, spans, start);
        assert.deepEqual(call.named('asrFinal').map(({ text }) => text), spoken.map(({ words }) => words));
        checkTexts(call, spans, start);
      }));
    });
  }
});

function checkTimes(call, spans, start) {
  const speaking = call.named('speaking');
  const silences = call.named('silence');
  assert.deepEqual([speaking.length, silences.length], [spans.length, spans.length]);
  spans.forEach((truth, i) => {
    near(speaking[i].startTime - start, truth.start, `beginning ${i}`);
    near(silences[i].startTime - start, truth.start, `beginning told at the end ${i}`);
    near(silences[i].silenceStart - start, truth.end, `end ${i}`);
    assert.equal(silences[i].startTime + silences[i].duration, silences[i].silenceStart);
  });
}

function near(millis, truth, what) {
  assert.ok(Math.abs(millis - truth) <= TOLERANCE_MILLIS, `${what}: told ${millis} ms, is ${truth} ms`);
}

/** Partial texts come before the final one of their utterance, and all of them within the utterance. */
function checkTexts(call, spans, start) {
  for (const final of call.named('asrFinal')) {
    const deltas = call.named('asrDelta').filter(({ index }) => index === final.index);
    assert.ok(deltas.length > 0, `partial texts of "${final.text}"`);
    assert.ok(deltas.every(({ seq }) => seq < final.seq), 'partial texts before the final one');
    const at = final.startTime - start;
    assert.ok(spans.some((span) => at > span.start - 500 && at < span.end), `utterance at ${at} ms`);
    assert.ok(final.endTime > final.startTime);
  }
}

describe('without one', TWO, () => {
  for (const codec of ['pcm', 'opus']) {
    test(`recorded speech in ${codec}: half of the words or more are understood without a list of phrases`, LIMIT, async (t) => {
      const read = lineUp(READ, SILENCE_MILLIS);
      const packets = encode(read.samples, codec);
      const call = await Call.place(node, { codec, vad: VAD, asr: { provider: 'local' } });
      const last = read.spans.at(-1).start;
      const start = await call.stream(packets);
      await call.event('asrFinal', ({ endTime }) => endTime > start + last, 30_000);
      await call.hangup();
      const said = READ.map(({ words }) => words).join(' ').split(' ');
      const heard = call.named('asrFinal').map(({ text }) => text).join(' ').split(/\s+/);
      const right = inCommon(said, heard);
      t.diagnostic(`${right} of ${said.length} words in ${codec}: ${heard.join(' ')}`);
      assert.ok(call.named('asrDelta').length > 0, 'partial texts');
      assert.ok(right >= said.length / 2, `${right} of ${said.length} words: ${heard.join(' ')}`);
    });
  }
});

describe('who has answered', TWO, () => {
  test('a recorded person who says two words is a human', LIMIT, async () => {
    assert.deepEqual(await answeredBy(400, voice('hello-world'), 1200), ['human']);
  });

  test('a recorded greeting of a mailbox is a machine, then over, then its beep is heard', LIMIT, async () => {
    assert.deepEqual(await answeredBy(400, voice('vm-intro'), 2400, voice('beep'), 600), ['machine', 'end', 'beep']);
  });
});

/** What is told of a callee who is heard by pcmu: recordings, and pauses in ms. */
async function answeredBy(...heard) {
  const call = await Call.place(node, { codec: 'pcmu', amd: {} });
  const samples = heard.flatMap((one) => (typeof one === 'number' ? Array(one * (RATE / 1000)).fill(0) : [...one]));
  await call.stream(encode(Int16Array.from(samples), 'pcmu'));
  await call.hangup();
  return call.named('answerMachineDetection').map(({ text }) => text);
}

/** How many words two texts have in common, in order. */
function inCommon(a, b) {
  const best = Array(b.length + 1).fill(0);
  for (const word of a) {
    let corner = 0;
    b.forEach((other, i) => {
      const above = best[i + 1];
      best[i + 1] = word === other ? corner + 1 : Math.max(above, best[i]);
      corner = above;
    });
  }
  return best[b.length];
}
