/** Telephone calls in a cluster: INVITE at A, client at B, kill from C; a call on A talks to a call on B. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { header, status } from '../sip/phone.mjs';
import { Webhook } from '../sip/webhook.mjs';
import { talk, warm } from './phones.mjs';
import { nodes } from './together.mjs';

const LIMIT = { timeout: 90_000 };
const RATE = 8000;
let webhook;

before(async () => {
  webhook = await Webhook.start();
  await warm(nodes, webhook);
}, { timeout: 240_000 });
after(() => webhook?.stop());

const heard = (rtp, hertz) => millisOfTone(rtp.samples(), RATE, hertz);

test('INVITE at A, client at B: sound both ways; killed from C, the phone gets its BYE', LIMIT, async () => {
  const { id, phone, rtp, call, dialog, close } = await talk(nodes, webhook, 0, 1);
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
  const [one, two] = [await talk(nodes, webhook, 0, 2), await talk(nodes, webhook, 1, 2)];
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
