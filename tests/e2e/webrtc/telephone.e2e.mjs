/** Chromium talks to telephones: Opus on one side, G.711 on the other. VOXBUS_URL and VOXBUS_SIP_PORT are the node's. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { Baresip } from '../sip/baresip.mjs';
import { ack, bye, invite, pause, provisional, response, sipp, stream } from '../sip/sipp.mjs';
import { Webhook } from '../sip/webhook.mjs';
import { call as place, hears, send } from './call.mjs';
import * as chromium from './chromium.mjs';

const LIMIT = { timeout: 60_000 };
const FOLDER = process.env.VOXBUS_SIP_LOGS;
const SAID = 700;
const [BROWSER, PHONE, SIPP] = ['browser.wav', 'phone.wav', 'sipp.ul'].map((name) => `${FOLDER}/${name}`);
let webhook;

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  const tone = (rate, file, hertz, ...format) => execFileSync('sox', ['-n', '-r', String(rate), '-c', '1', ...format, file, 'synth', '40', 'sine', String(hertz), 'vol', '0.4']);
  tone(48_000, BROWSER, SAID, '-b', '16');
  tone(8_000, PHONE, 440, '-b', '16');
  tone(8_000, SIPP, 600, '-e', 'u-law', '-b', '8', '-t', 'raw');
  webhook = await Webhook.start();
});
after(async () => {
  await webhook?.stop();
  await chromium.close();
});

const opus = async () => place(await chromium.visit(BROWSER, 0), { option: { codec: 'opus' } });

async function withPhone(what) {
  const phone = await Baresip.start(PHONE, 8000, 'audio_codecs=pcmu/8000/1');
  try {
    return await what(phone);
  } finally {
    await phone.stop();
  }
}

function assertHeard(phone, hertz) {
  const { rate, samples } = phone.heard();
  const millis = millisOfTone(samples, rate, hertz);
  assert.ok(millis > 1_200, `the phone heard ${hertz} Hz for ${millis} ms`);
}

test('a call of a browser is transferred to a telephone: both hear each other', LIMIT, () => withPhone(async (phone) => {
  const { page } = await opus();
  await send(page, 'refer', { callee: phone.uri });
  await page.evaluate(() => caller.until(() => caller.events.find(({ event, refer }) => event === 'answer' && refer), 'not taken'));
  await hears(page, 440);
  assert.equal((await page.evaluate(() => caller.stats())).codec, 'audio/opus');
  await wait(2_000);
  await send(page, 'hangup');
  await page.evaluate(() => caller.event('closed'));
  await wait(300);
  assertHeard(phone, SAID);
}));

test('a browser and a telephone that we have called are bridged and parted', LIMIT, () => withPhone(async (phone) => {
  const { page, id } = await opus();
  const call = await Call.open(process.env.VOXBUS_URL, { id: `${id}-phone` }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:alice@127.0.0.1', callee: phone.uri } });
  await call.event('answer');
  await send(page, 'bridge', { targetSessionId: `${id}-phone` });
  await hears(page, 440);
  await wait(2_000);
  await send(page, 'unbridge');
  await page.evaluate(() => caller.silent());
  await send(page, 'play', { url: 'tone:990' });
  await hears(page, 990);
  await call.hangup();
  await wait(300);
  assertHeard(phone, SAID);
}));

test('a telephone that has called is bridged with a browser', LIMIT, async () => {
  const far = await sipp(invite() + response(100, ' optional="true"') + provisional + response(200) + ack() + stream(SIPP) + pause(5_000) + bye(),
    `127.0.0.1:${process.env.VOXBUS_SIP_PORT}`);
  const { dialogId } = await webhook.next();
  const call = await Call.open(process.env.VOXBUS_URL, { id: dialogId }, '/call/sip');
  call.send('accept', { option: { recorder: {} } });
  await call.event('answer');
  const { page } = await opus();
  await send(page, 'bridge', { targetSessionId: dialogId });
  await hears(page, 600);
  await far.done;
  await page.evaluate(() => caller.silent());
  assert.equal((await call.event('hangup')).reason, 'caller');
});
