/** Telephone calls go on at another node when theirs drains or is killed. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { Baresip } from '../sip/baresip.mjs';
import { Phone, Rtp, body, header, status } from '../sip/phone.mjs';
import { Webhook } from '../sip/webhook.mjs';
import { startNodes } from './nodes.mjs';
import { talk, warm } from './phones.mjs';

const LIMIT = { timeout: 120_000 };
const RATE = 8000;
const RECORDS = fileURLToPath(new URL('../../../data/cdr', import.meta.url));
const FOLDER = `${process.env.VOXBUS_STATE}/phones`;
/** Records of earlier runs may be there. */
const OURS = `ours-${Date.now()}`;
const RINGS = `rings-${Date.now()}`;
const TONE = `${FOLDER}/tone440.wav`;
const SECOND = `${FOLDER}/tone660.wav`;
let [nodes, webhook, b, c] = [];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  process.env.VOXBUS_SIP_LOGS = FOLDER;
  // the second one faint, so that what is played can be told from both
  [[TONE, 440, 0.4], [SECOND, 660, 0.03]].forEach(([file, hertz, volume]) =>
    execFileSync('sox', ['-n', '-r', RATE, '-c', 1, '-b', 16, file, 'synth', 90, 'sine', hertz, 'vol', volume].map(String)));
  webhook = await Webhook.start();
  nodes = await startNodes(3, { VOXBUS_SIP: 'true', VOXBUS_RTP_HOST: '127.0.0.1', VOXBUS_DRAIN: '30' });
  [, b, c] = nodes.urls;
  await warm(nodes, webhook);
}, { timeout: 240_000 });
after(async () => {
  await webhook?.stop();
  await nodes?.stop();
});

/** A call in which the phone hears a tone of ours. */
async function listening(at, through) {
  const one = await talk(nodes, webhook, at, through);
  one.rtp.say(one.dialog.sdp, 600);
  one.call.send('play', { url: 'tone:1000' });
  await until(() => heard(one.rtp, 1000) > 500, 'the phone hears 1000 Hz');
  return one;
}

const heard = (rtp, hertz) => millisOfTone(rtp.samples(), RATE, hertz);
const takenOver = (call) => call.event('custom', ({ sender }) => sender === 'cluster');
/** A call of ours through the second node that rings at a phone, and a client of it at the third. */
async function ringing() {
  const [phone, rtp] = [await Phone.udp('127.0.0.1', nodes.sipPort + 1), await Rtp.open()];
  const near = await Call.open(b, { id: RINGS }, '/call/sip');
  near.send('invite', { option: { callee: `sip:bob@${phone.contact}`, caller: 'sip:us@127.0.0.1' } });
  const invite = await phone.next((one) => one.startsWith('INVITE '), 15_000);
  phone.answer(invite, 180, 'Ringing', { to: 'first' });
  await near.event('ringing');
  const call = await Call.open(c, { id: RINGS, attach: 'true', since: 0 });
  await call.event('ringing');
  return { phone, rtp, invite, call, close: () => [phone, rtp].forEach((one) => one.close()) };
}

/** It is told that its caller has given up, and is called again by another node; takes that call. */
async function ringAnew({ phone, rtp, invite, call }) {
  phone.aim(nodes.sipPort + 2);
  const cancel = await phone.next((one) => one.startsWith('CANCEL '), 15_000);
  ['Via', 'Call-ID', 'From'].forEach((name) => assert.equal(header(cancel, name), header(invite, name)));
  phone.answer(cancel, 200, 'OK', { to: 'first' });
  const anew = await phone.next((one) => one.startsWith('INVITE ') && header(one, 'Call-ID') !== header(invite, 'Call-ID'), 15_000);
  phone.answer(anew, 180, 'Ringing', { to: 'second' });
  await until(() => call.named('ringing').length === 2, 'it rings again');
  phone.answer(anew, 200, 'OK', { to: 'second', sdp: rtp.sdp });
  await call.event('answer');
  assert.equal((await takenOver(call)).data.node, 'node-3');
}

/** A phone calls the second node, which lets it ring; nobody takes the call. */
async function pending() {
  const [phone, rtp] = [await Phone.udp('127.0.0.1', nodes.sipPort + 1), await Rtp.open()];
  const dialog = { callId: `pending-${webhook.told.length}-${Date.now()}`, from: 'caller' };
  const branch = `z9hG4bK${dialog.callId}`;
  const calling = phone.call(rtp, { dialog, branch });
  calling.catch(() => {}); // it may be given up
  const { dialogId: id } = await webhook.next();
  await fetch(`${b}/command/${id}`, { method: 'POST', body: '{"command":"ringing"}' });
  await phone.next((one) => status(one) === 180);
  return { id, phone, rtp, calling, dialog, branch, close: () => [phone, rtp].forEach((one) => one.close()) };
}

/** A client comes while nobody has the call, and takes it where it is taken over. */
async function takeAnew({ id, phone, rtp, calling }) {
  phone.aim(nodes.sipPort + 2);
  const call = await Call.open(c, { id }, '/call/sip');
  await call.event('incoming');
  assert.equal((await takenOver(call)).data.node, 'node-3');
  call.send('accept');
  const dialog = await calling;
  assert.match(dialog.uri, new RegExp(`:${nodes.sipPort + 2}$`));
  await call.event('answer');
  call.send('play', { url: 'tone:1000' });
  await until(() => heard(rtp, 1000) > 300, 'the phone hears 1000 Hz');
  assert.equal(status(await phone.bye(dialog)), 200);
  await assertOver(id, call, 'caller');
}

/** The caller gives up at a node that does not know yet that it has the call. */
async function giveUp({ id, phone, dialog, branch }) {
  phone.aim(nodes.sipPort + 2);
  assert.equal(status(await phone.ask('CANCEL', dialog, { branch })), 200);
  await until(() => records(id).length > 0, 'a record');
  await wait(500);
  assert.equal(records(id).length, 1);
}

async function hangUp({ phone, call }) {
  call.send('hangup');
  phone.answer(await phone.next((message) => message.startsWith('BYE ')), 200, 'OK');
}

const records = (id) => readdirSync(RECORDS, { recursive: true }).filter((name) => name.includes(id) && name.endsWith('.json'));

/** Agrees to what another node asks of it; gives how long it had heard nothing. */
async function goAlong({ phone, rtp, dialog }) {
  const asked = await phone.next((one) => one.startsWith('INVITE '), 15_000);
  assert.equal(header(asked, 'Call-ID'), dialog.callId);
  rtp.silence();
  const [, host, port] = /<sip:(?:[^>@]*@)?([\d.]+):(\d+)/.exec(header(asked, 'Contact'));
  phone.aim(Number(port));
  dialog.uri = `sip:voxbus@${host}:${port}`;
  phone.answer(asked, 200, 'OK', { sdp: rtp.sdp });
  await phone.next((one) => one.startsWith('ACK '));
  rtp.say(body(asked), 600);
  const before = rtp.packets.splice(0);
  await until(() => heard(rtp, 1000) > 500, 'it hears 1000 Hz again');
  const times = [...before, ...rtp.packets].map(({ at }) => at);
  return Math.max(...times.slice(1).map((at, i) => at - times[i]));
}

/** What it heard in its last three seconds, after the kill. */
function assertHeardAtTheEnd(phone, hertz) {
  const { rate, samples } = phone.heard();
  const millis = millisOfTone(samples.slice(-3 * rate), rate, hertz);
  assert.ok(millis > 1_000, `${hertz} Hz for ${millis} of the last 3000 ms`);
}

/** One hangup (a leg) and one record; no event is missing or came twice. */
async function assertOver(id, call, reason, legs = 1) {
  assert.equal((await call.event('hangup', ({ refer }) => !refer)).reason, reason);
  assert.equal(call.named('hangup').length, legs);
  assert.deepEqual(call.events.map(({ seq }) => seq), call.events.map((_, i) => i + 1));
  await until(() => records(id).length > 0, 'a record');
  await wait(500);
  assert.equal(records(id).length, 1);
}

test('a node that is told to leave gives its telephone call away; the caller hangs up', LIMIT, async (t) => {
  const one = await listening(0, 2);
  t.after(() => one.close());
  nodes.end(1);
  const silent = await goAlong(one);
  const { data } = await takenOver(one.call);
  console.log(`moved to ${data.node}: the phone heard nothing for ${Math.round(silent)} ms, gapMs ${data.gapMs}`);
  assert.equal(status(await one.phone.bye(one.dialog)), 200);
  await assertOver(one.id, one.call, 'caller');
});

test('telephone calls of a killed node go on: one that came in, one of ours to baresip by SRTP with a second leg to another, one that rings, one that waits; one is hung up, one given up in the gap', LIMIT, async (t) => {
  const phone = await Baresip.start(TONE, RATE, 'audio_codecs=pcmu/8000/1;mediaenc=srtp-mand');
  t.after(() => phone.stop());
  const second = await Baresip.start(SECOND, RATE, 'audio_codecs=pcmu/8000/1;mediaenc=srtp-mand');
  t.after(() => second.stop());
  const one = await listening(1, 2);
  t.after(() => one.close());
  const near = await Call.open(b, { id: OURS }, '/call/sip');
  near.send('invite', { option: { callee: phone.uri, caller: 'sip:us@127.0.0.1', sip: { enable_srtp: true }, recorder: {} } });
  await near.event('answer');
  const far = await Call.open(c, { id: OURS, attach: 'true', since: 0 });
  await far.event('answer');
  far.send('refer', { callee: second.uri, options: { sip: { enable_srtp: true }, autoHangup: false } });
  await far.event('answer', ({ refer }) => refer);
  far.send('play', { url: 'tone:1500' });
  await wait(1_500);

  const hasty = await talk(nodes, webhook, 1, 2);
  const rings = await ringing();
  const [waits, impatient] = [await pending(), await pending()];
  [hasty, rings, waits, impatient].forEach((call) => t.after(() => call.close()));

  nodes.kill(2);
  hasty.phone.aim(nodes.sipPort + 2);
  const bye = hasty.phone.bye(hasty.dialog); // nobody knows of the loss yet
  const others = Promise.all([takeAnew(waits), giveUp(impatient)]);
  const again = ringAnew(rings);
  const silent = await goAlong(one);
  const [{ data }] = await Promise.all([takenOver(one.call), takenOver(far)]);
  console.log(`taken over by ${data.node}: the phone heard nothing for ${Math.round(silent)} ms, gapMs ${data.gapMs}`);
  assert.equal(data.node, 'node-3');
  far.send('play', { url: 'tone:2000' });
  await wait(2_000);
  far.send('interrupt');
  await wait(2_000);
  assert.equal(status(await bye), 200);
  await assertOver(hasty.id, hasty.call, 'caller');
  await Promise.all([again, others, assert.rejects(impatient.calling, /^Error: refused: SIP\/2.0 487 /)]);
  await hangUp(rings);
  await assertOver(RINGS, rings.call, 'system');
  await hangUp(one);
  await assertOver(one.id, one.call, 'system');
  second.command('hangup');
  assert.notEqual((await far.event('hangup', ({ refer }) => refer)).reason, 'nodeFailure', 'the second leg came along');
  assertHeardAtTheEnd(second, 440);
  phone.command('hangup');
  await assertOver(OURS, far, 'callee', 2);
  assertHeardAtTheEnd(phone, 660);
  const { rate, samples } = phone.heard();
  console.log(`baresip heard 1500 Hz for ${millisOfTone(samples, rate, 1500)} ms, after the take-over 2000 Hz for ${millisOfTone(samples, rate, 2000)} ms`);
  assert.ok(millisOfTone(samples, rate, 2000) > 1_000, 'baresip hears us after the take-over');
  await until(async () => !(await (await fetch(`${c}/call/lists`)).json()).calls.length, 'an empty list');
});
