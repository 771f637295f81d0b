/** Telephone calls in a cluster: INVITE at A, client at B, kill from C; a call on A talks to a call on B. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { header, Phone, Rtp, status } from '../sip/phone.mjs';
import { Webhook } from '../sip/webhook.mjs';
import { startNodes } from './nodes.mjs';

const LIMIT = { timeout: 90_000 };
const RATE = 8000;
let [nodes, webhook] = [];

before(async () => {
  webhook = await Webhook.start();
  nodes = await startNodes(3, { VOXBUS_SIP: 'true', VOXBUS_RTP_HOST: '127.0.0.1' });
  await until(warm, 'a call at each node', 120_000);
}, { timeout: 240_000 });
after(async () => {
  await webhook?.stop();
  await nodes?.stop();
});

/** The first call of a node that has just started is slow: none of those below should be the first. */
async function warm() {
  webhook.told.length = 0;
  webhook.answer = { action: 'accept' };
  try {
    for (let at = 0; at < 3; at++) {
      const [phone, rtp] = [await Phone.udp('127.0.0.1', nodes.sipPort + at), await Rtp.open()];
      await phone.bye(await phone.call(rtp));
      [phone, rtp].forEach((one) => one.close());
    }
    return true;
  } catch {
    return false;
  } finally {
    webhook.told.length = 0;
    webhook.answer = {};
  }
}

async function until(condition, what, millis = 15_000) {
  for (const end = Date.now() + millis; !(await condition()); await wait(50)) {
    assert.ok(Date.now() < end, `not in ${millis} ms: ${what}`);
  }
}

/** A phone calls one node, a client takes the call through another one. */
async function talk(at, through) {
  const [phone, rtp] = [await Phone.udp('127.0.0.1', nodes.sipPort + at), await Rtp.open()];
  const calling = phone.call(rtp);
  const { dialogId: id } = await webhook.next();
  const call = await Call.open(nodes.urls[through], { id }, '/call/sip');
  await call.event('incoming');
  call.send('accept');
  const dialog = await calling;
  await call.event('answer');
  return { id, phone, rtp, call, dialog, close: () => [phone, rtp].forEach((one) => one.close()) };
}

const heard = (rtp, hertz) => millisOfTone(rtp.samples(), RATE, hertz);

test('INVITE at A, client at B: sound both ways; killed from C, the phone gets its BYE', LIMIT, async () => {
  const { id, phone, rtp, call, dialog, close } = await talk(0, 1);
  rtp.say(dialog.sdp, 600);
  call.send('play', { url: 'tone:1000' });
  await until(() => heard(rtp, 1000) > 600, 'the phone hears what B plays');
  call.send('play', { url: 'echo:' });
  await until(() => heard(rtp, 600) > 600, 'and itself by its echo');
  const { calls } = await (await fetch(`${nodes.urls[2]}/call/lists`)).json();
  assert.ok(calls.some((one) => one.id === id), 'C lists it');
  assert.equal(await (await fetch(`${nodes.urls[2]}/call/kill/${id}`, { method: 'POST' })).text(), 'true');
  const bye = await phone.next((one) => one.startsWith('BYE '));
  assert.equal(header(bye, 'Call-ID'), dialog.callId);
  phone.answer(bye, 200, 'OK');
  await call.event('hangup');
  await call.over();
  close();
});

test('a call on A is bridged with a call on B: each phone hears the other one, until they are parted', LIMIT, async () => {
  const [one, two] = [await talk(0, 2), await talk(1, 2)];
  one.rtp.say(one.dialog.sdp, 600);
  two.rtp.say(two.dialog.sdp, 900);
  await wait(300);
  one.call.send('bridge', { targetSessionId: two.id });
  await until(() => heard(one.rtp, 900) > 1_000, "A's phone hears B's");
  await until(() => heard(two.rtp, 600) > 1_000, "B's phone hears A's");
  one.call.send('unbridge');
  for (const { call } of [one, two]) {
    await call.event('trackEnd', ({ trackId }) => trackId.startsWith('bridge'));
  }
  await wait(500);
  [one, two].forEach(({ rtp }) => (rtp.packets.length = 0));
  await wait(1_000);
  assert.deepEqual([heard(one.rtp, 900), heard(two.rtp, 600)], [0, 0]);
  for (const { phone, dialog, call } of [one, two]) {
    assert.equal(status(await phone.bye(dialog)), 200);
    assert.equal((await call.event('hangup')).reason, 'caller');
  }
  [one, two].forEach(({ close }) => close());
});
