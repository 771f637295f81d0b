/** What the voice of one call says is recognised in another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Call } from '../client/call.mjs';
import { decode, encode, RATE } from '../client/codecs.mjs';

const node = process.env.VOXBUS_URL;
const LIMIT = { timeout: 60_000 };
const PHRASES = [
  'turn on the kitchen light',
  'what is the weather tomorrow',
  'transfer me to the sales department',
  'please repeat the last message',
];
const OTHERS = ['turn off the bedroom light', 'what time is it now', 'cancel my appointment', 'goodbye'];

/** All that a call says for a text. */
async function speak(call, text, playId) {
  const from = call.audio.length;
  call.send('tts', { text, playId, endOfStream: true });
  const end = await call.event('trackEnd', (one) => one.playId === playId);
  const millis = () => (call.audio.length - from) * 20;
  await call.until(() => millis() >= end.duration - 40, 'the last of the audio', 2_000);
  return call.audio.slice(from).map(({ payload }) => payload);
}

test('phrases spoken by one call are recognised by another', LIMIT, async () => {
  const speaker = await Call.place(node, { codec: 'pcmu', tts: { provider: 'local' } });
  const listener = await Call.place(node, {
    codec: 'pcmu', vad: {}, asr: { provider: 'local', extra: { phrases: [...PHRASES, ...OTHERS].join('|') } },
  });
  const silence = encode(new Int16Array(RATE), 'pcmu');
  for (const [i, phrase] of PHRASES.entries()) {
    const said = await speak(speaker, phrase, `p${i}`);
    await listener.stream([...said, ...silence]);
    await listener.until(() => listener.named('asrFinal').length > i, `text of "${phrase}"`);
  }
  await Promise.all([speaker.hangup(), listener.hangup()]);
  assert.deepEqual(listener.named('asrFinal').map(({ text }) => text), PHRASES);
  assert.ok(listener.named('speaking').length >= PHRASES.length, 'the voice is heard as speech');
  assert.deepEqual(speaker.named('error'), []);
});

for (const voice of ['kevin16', 'rms', 'awb', 'slt', 'kal16']) {
  test(`${voice} is understood`, LIMIT, async () => {
    const speaker = await Call.place(node, { codec: 'pcm', tts: { provider: 'local', speaker: voice } });
    const listener = await Call.place(node, { codec: 'pcm', asr: { provider: 'local', extra: { phrases: [...PHRASES, ...OTHERS].join('|') } } });
    const said = await speak(speaker, PHRASES[2], 'a');
    await listener.stream([...said, ...encode(new Int16Array(RATE), 'pcm')]);
    const { text } = await listener.event('asrFinal');
    await Promise.all([speaker.hangup(), listener.hangup()]);
    assert.equal(text, PHRASES[2]);
  });
}

test('a phrase lasts as long in every codec', LIMIT, async () => {
  const lengths = [];
  for (const codec of ['pcm', 'pcmu', 'g722', 'opus']) {
    const call = await Call.place(node, { codec, tts: { provider: 'local' } });
    const said = decode(await speak(call, 'good morning', 'a'), codec);
    lengths.push(Math.round((said.length / RATE) * 1000));
    await call.hangup();
  }
  assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 60, `${lengths} ms`);
  assert.ok(lengths[0] > 300, `${lengths[0]} ms`);
});
