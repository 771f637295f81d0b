/** A page of one node, with its socket there, has its call on another one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Call } from '../client/call.mjs';
import { call as place, hears, send } from '../webrtc/call.mjs';
import * as chromium from '../webrtc/chromium.mjs';
import { startNodes } from './nodes.mjs';

const LIMIT = { timeout: 90_000 };
const SPEECH = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0930.wav';
const WORDS = 'he might even have been made amiable himself';
const fingerprint = (sdp) => /^a=fingerprint:(.*)$/m.exec(sdp)[1];
let nodes;

before(async () => {
  nodes = await startNodes(3, { VOXBUS_MAX_CALLS: '1' });
}, { timeout: 240_000 });
after(async () => {
  await chromium.close();
  await nodes?.stop();
});

test('a browser talks to a node that is not the one it is connected to', LIMIT, async () => {
  const [a, b, c] = nodes.urls;
  const first = await Call.place(a, {}, { id: 'fills-node-1' });
  const visitor = await chromium.visit(undefined, undefined, a);
  await visitor.page.evaluate((wav) => caller.speak(wav), readFileSync(SPEECH, 'base64'));
  const { page, id, answer } = await place(visitor,
    { mute: true, option: { vad: { type: 'silero' }, asr: { provider: 'local', extra: { phrases: `${WORDS}|good bye` } } } });
  const { calls } = await (await fetch(`${b}/call/lists`)).json();
  const node = calls.find((one) => one.id === id).node;
  assert.notEqual(node, 'node-1');
  await send(page, 'play', { url: 'tone:880' });
  await hears(page, 880);
  await page.evaluate(() => caller.talk());
  assert.equal((await page.evaluate(() => caller.event('asrFinal'))).text, WORDS);

  const other = await place(await chromium.visit(undefined, undefined, c), {});
  assert.equal(fingerprint(other.answer), fingerprint(answer), 'all nodes show one certificate');
  await page.evaluate(() => caller.close());
  assert.equal((await page.evaluate(() => caller.event('hangup'))).reason, 'caller');
  await first.hangup();
});
