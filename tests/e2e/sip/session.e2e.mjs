/** What a call agrees on while it lasts: its timer, codec and ports, and who takes it over. A node whose address others see is another. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { Node } from './node.mjs';
import { body, header, Phone, Rtp, status, tag } from './phone.mjs';
import { freeUdpPort } from './ports.mjs';
import { ack, agree, answer, bye, heard, invite, provisional, request, response, sipp, stream } from './sipp.mjs';
import { Webhook } from './webhook.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const TONE = `${FOLDER}/tone600-session.ul`;
/** Every address of 127.0.0.0/8 is this machine. */
const OUTSIDE = '127.0.0.9';
let [node, webhook, port, target] = [];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'u-law', '-b', '8', '-t', 'raw', TONE, 'synth', '20', 'sine', '600', 'vol', '0.5']);
  webhook = await Webhook.start();
  port = await freeUdpPort();
  target = `127.0.0.1:${port}`;
  node = await Node.start('session', {
    rtp: { host: '0.0.0.0', externalIp: OUTSIDE, firstPort: 29_750, lastPort: 29_799 },
    call: { incoming: { acceptTimeout: 10, webhook: { urls: [process.env.VOXBUS_WEBHOOK] } } },
    sip: { enabled: true, listen: { host: '0.0.0.0', externalIp: OUTSIDE, udp: port, tcp: port }, guard: { trust: ['127.0.0.0/8'] }, auth: { strangers: true } },
  });
}, { timeout: 120_000 });
after(async () => {
  await node?.stop();
  await webhook?.stop();
});

/** A client that takes the next call. */
async function take() {
  const { dialogId: id } = await webhook.next();
  const call = Object.assign(await Call.open(node.url, { id }, '/call/sip'), { id });
  await call.event('incoming');
  call.send('accept', {});
  return call;
}

async function withPhone(use) {
  const [phone, rtp] = [await Phone.udp('127.0.0.1', port), await Rtp.open()];
  try {
    await use(phone, rtp);
  } finally {
    [phone, rtp].forEach((one) => one.close());
  }
}

const hears = (rtp, hertz) => until(() => millisOfTone(rtp.samples(), 8000, hertz) > 800, `a tone of ${hertz} Hz`);

/** A call that came in, with what the phone was answered: a tone of ours is heard. */
async function talking(phone, rtp, options) {
  const calling = phone.call(rtp, options);
  const call = await take();
  const dialog = await calling;
  call.send('play', { url: 'tone:1000' });
  await hears(rtp, 1000);
  return { call, dialog };
}

const CODEC = { 0: 'PCMU', 8: 'PCMA' };
const sdp = (rtp, payload, more = '') => rtp.sdp.replace(/RTP\/AVP 0/, `RTP/AVP ${payload}`).replace(/a=rtpmap.*\r\n/, `a=rtpmap:${payload} ${CODEC[payload]}/8000\r\n${more}`);

test('a call has a timer when the caller wants one; too short a one is refused, and a refresh is answered', LIMIT, () => withPhone(async (phone, rtp) => {
  const short = { callId: `short-${Date.now()}`, from: 'short', uri: `sip:100@${target}` };
  const refused = await phone.ask('INVITE', short, { sdp: rtp.sdp, headers: ['Supported: timer', 'Session-Expires: 30'] });
  assert.deepEqual([status(refused), header(refused, 'Min-SE')], [422, '90']);

  const dialog = { callId: `timer-${Date.now()}`, from: 'timer', uri: `sip:100@${target}` };
  const asked = phone.ask('INVITE', dialog, { sdp: rtp.sdp, headers: ['Supported: timer', 'Session-Expires: 120;refresher=uac'] });
  const call = await take();
  const answered = await asked;
  assert.equal(header(answered, 'Session-Expires'), '120;refresher=uac');
  const agreed = { ...dialog, to: tag(header(answered, 'To')), uri: /<([^>]+)>/.exec(header(answered, 'Contact'))[1] };
  phone.send(phone.request('ACK', agreed, { cseq: 1 }));
  const refreshed = await phone.ask('UPDATE', agreed, { cseq: 2, headers: ['Supported: timer', 'Session-Expires: 120;refresher=uac'] });
  assert.deepEqual([status(refreshed), header(refreshed, 'Session-Expires')], [200, '120;refresher=uac']);
  assert.equal(status(await phone.bye({ ...agreed, cseq: 2 })), 200);
  assert.equal((await call.event('hangup')).reason, 'caller');
}));

test('the codec changes in a call, and both go on hearing each other', LIMIT, () => withPhone(async (phone, rtp) => {
  const { call, dialog } = await talking(phone, rtp);
  const changed = await phone.ask('INVITE', dialog, { cseq: dialog.cseq + 1, sdp: sdp(rtp, 8) });
  phone.send(phone.request('ACK', dialog, { cseq: dialog.cseq + 1 }));
  assert.match(body(changed), /^m=audio \d+ RTP\/AVP 8\b/m);
  await until(() => rtp.packets.at(-1).kind === 8, 'packets of PCMA');
  rtp.packets.length = 0;
  call.send('play', { url: 'tone:1400' });
  await hears(rtp, 1400);
  call.send('play', { url: 'echo:' });
  rtp.packets.length = 0;
  rtp.say(body(changed), 600, { kind: 8 });
  await hears(rtp, 600);
  assert.equal(status(await phone.bye({ ...dialog, cseq: dialog.cseq + 1 })), 200);
  await call.event('hangup');
}));

test('comfort noise between two sentences is silence, and the next one is heard', LIMIT, () => withPhone(async (phone, rtp) => {
  const { call, dialog } = await talking(phone, rtp, { sdp: sdp(rtp, 0).replace('AVP 0', 'AVP 0 13') });
  call.send('play', { url: 'echo:' });
  rtp.say(dialog.sdp, 600);
  await hears(rtp, 600);
  await rtp.rest(dialog.sdp, 8);
  rtp.packets.length = 0;
  await wait(500);
  assert.ok(rtp.packets.length > 15, 'we go on sending');
  assert.equal(millisOfTone(rtp.samples(), 8000, 600), 0);
  rtp.say(dialog.sdp, 900);
  await hears(rtp, 900);
  assert.equal(status(await phone.bye(dialog)), 200);
  await call.event('hangup');
}));

test('RTCP comes on the port of RTP when the caller offers it', LIMIT, () => withPhone(async (phone, rtp) => {
  const { call, dialog } = await talking(phone, rtp, { sdp: sdp(rtp, 0, 'a=rtcp-mux\r\n') });
  assert.match(dialog.sdp, /^a=rtcp-mux\r$/m);
  await until(() => rtp.reports > 0, 'a report', 15_000);
  assert.equal(status(await phone.bye(dialog)), 200);
  await call.event('hangup');
}));

test('the outside address is in Via, Contact and SDP of calls in both directions, and is where media is heard', LIMIT, () => withPhone(async (phone, rtp) => {
  const { call, dialog } = await talking(phone, rtp);
  assert.equal(dialog.uri, `sip:${OUTSIDE}:${port}`);
  assert.match(dialog.sdp, new RegExp(`^c=IN IP4 ${OUTSIDE}\r$`, 'm'));
  call.send('play', { url: 'echo:' });
  rtp.say(dialog.sdp, 600);
  await hears(rtp, 600);
  await phone.bye(dialog);
  await call.event('hangup');

  const out = await Call.open(node.url, { id: `out-${Date.now()}` }, '/call/sip');
  out.send('invite', { option: { caller: 'sip:us@voxbus', callee: `sip:alice@${phone.contact}` } });
  const offered = await phone.next((one) => one.startsWith('INVITE '));
  assert.deepEqual(['Via', 'Contact'].map((name) => header(offered, name).includes(OUTSIDE)), [true, true], offered);
  assert.match(body(offered), new RegExp(`^c=IN IP4 ${OUTSIDE}\r$`, 'm'));
  phone.answer(offered, 486, 'Busy Here');
  await out.event('hangup');
}));

/** Whoever calls, is asked by REFER to call what is named so, and says that it was answered. */
const transferred = (target) => invite() + provisional + response(200) + ack() + stream(TONE)
  + heard('REFER').replace('/>', `><action><ereg regexp="${target}" search_in="hdr" header="Refer-To:" check_it="true" assign_to="1"/></action></recv>`)
  + agree().replace('200 OK', '202 Accepted')
  + request('NOTIFY', { cseq: 2, headers: 'Event: refer\nSubscription-State: terminated;reason=noresource', body: 'SIP/2.0 200 OK', type: 'message/sipfrag' }) + response(200)
  + heard('BYE') + agree() + '<Reference variables="1"/>\n';

test('a call is sent to somebody else by REFER, and ends here when it is answered there', LIMIT, async () => {
  const far = await sipp(transferred('sip:carol@127.0.0.1'), target);
  const call = await take();
  await call.event('answer');
  call.send('refer', { callee: 'sip:carol@127.0.0.1', options: { bypass: true } });
  await call.event('answer', ({ refer }) => refer);
  assert.equal((await call.event('hangup')).reason, 'refer');
  await far.done;
});

test('whoever was asked first takes the place of the client: REFER with Replaces', LIMIT, async () => {
  const second = await sipp(heard('INVITE') + answer(200, 'OK', { sdp: true }) + heard('ACK') + stream(TONE) + heard('BYE') + agree(), target);
  const first = await sipp(transferred('Replaces=.*to-tag'), target);
  const call = await take();
  await call.event('answer');
  call.send('refer', { callee: second.uri });
  await call.event('answer', ({ refer }) => refer);
  call.send('refer', { callee: second.uri, options: { bypass: true } });
  assert.equal((await call.event('hangup')).reason, 'refer');
  await Promise.all([first.done, second.done]);
});

test('another phone takes a call over: INVITE with Replaces', LIMIT, () => withPhone((alice, hers) => withPhone(async (desk, his) => {
  const { call, dialog } = await talking(alice, hers);
  const taken = await desk.call(his, {
    dialog: { uri: dialog.uri }, headers: ['Require: replaces', `Replaces: ${dialog.callId};to-tag=${dialog.to};from-tag=${dialog.from}`],
  });
  const end = await alice.next((one) => one.startsWith('BYE '));
  alice.answer(end, 200, 'OK');
  call.send('play', { url: 'echo:' });
  his.say(taken.sdp, 600);
  await hears(his, 600);
  assert.equal(status(await desk.bye(taken)), 200);
  assert.equal((await call.event('hangup')).reason, 'caller');
})));
