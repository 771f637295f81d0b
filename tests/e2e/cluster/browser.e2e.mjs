/** A page of one node, with its socket there, has its call on another one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openBrowser } from '../browser/browser.mjs';
import { Call } from '../client/call.mjs';
import { call as place, hears, send } from '../webrtc/call.mjs';
import * as chromium from '../webrtc/chromium.mjs';
import { startNodes } from './nodes.mjs';

const LIMIT = { timeout: 90_000 };
const WAIT = { timeout: 30_000 };
/** -40 dBFS. */
const AUDIBLE = 33;
const SPEECH = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0930.wav';
const WORDS = 'he might even have been made amiable himself';
const level = ([meter, least, most]) => {
  const now = Number(document.getElementById(meter).getAttribute('aria-valuenow'));
  return now >= least && now <= most;
};
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
  await send(other.page, 'hangup');
  await first.hangup();
});

test('the page goes on with its call at another node when that of the call is killed', LIMIT, async () => {
  const [, b] = nodes.urls;
  const first = await Call.place(b, {}, { id: 'fills-node-2' });
  const { context, close } = await openBrowser({ speech: SPEECH, quietMillis: 120_000, flags: ['--allow-loopback-in-peer-connection'] });
  chromium.atEnd(close);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(b);
  await page.waitForSelector('#server[data-state=ready]', WAIT);
  await page.locator('.settings summary').click();
  await page.selectOption('#codec', 'rtc:opus');
  await page.click('#start');
  await page.waitForSelector('.entry.in[data-name=mediaReady]', WAIT);
  const { calls } = await (await fetch(`${b}/call/lists`)).json();
  const { id, node } = calls.find((one) => one.id !== 'fills-node-2');
  assert.notEqual(node, 'node-2');

  nodes.kill(Number(node.at(-1)));
  await page.waitForSelector('.entry.in[data-name=migrate]', WAIT);
  await page.waitForSelector('.entry.in[data-name=custom] >> text=takenOver', WAIT);
  await page.waitForFunction(level, ['output-level', 0, 5], WAIT);
  await page.click('#keypad');
  await page.locator('#pad button', { hasText: '5' }).click();
  await page.waitForSelector('.entry.in[data-name=dtmf] >> text=digit=5', WAIT);
  await page.waitForFunction(level, ['output-level', AUDIBLE, 100], WAIT);
  const told = await page.textContent('.entry.in[data-name=custom]');
  console.log(`not heard for ${/"gapMs":(\d+)/.exec(told)[1]} ms`);
  const after = await (await fetch(`${b}/call/lists`)).json();
  assert.ok(after.calls.some((one) => one.id === id && one.node !== node), JSON.stringify(after));
  await page.click('#hangup');
  await page.waitForSelector('body[data-phase=ended]', WAIT);
  await first.hangup();
});
