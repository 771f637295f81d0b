/** RTP as tshark sees it: one stream without a gap, whatever is played, and keys by RFC 4733. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { header, Phone, Rtp } from './phone.mjs';
import { Wire } from './wire.mjs';

const NODE = process.env.VOXBUS_URL;
const FOLDER = process.env.VOXBUS_SIP_LOGS;
const [FIRST, LAST] = [21000, 21999]; // of node.yaml
const LIMIT = { timeout: 60_000 };
const EVENT = 101;
let [phone, rtp, wire] = [];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  phone = await Phone.udp('127.0.0.1', Number(process.env.VOXBUS_SIP_PORT));
  rtp = await Rtp.open();
  wire = await Wire.tap(`${FOLDER}/wire.pcap`, FIRST, LAST);
}, { timeout: 30_000 });
after(async () => {
  await wire?.stop();
  [phone, rtp].forEach((one) => one?.close());
});

test('sequence, timestamp and spacing go on across tones, silence, speech, an interruption and keys', LIMIT, async () => {
  const call = await Call.open(NODE, { id: `wire-${Date.now()}` }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:us@127.0.0.1', callee: `sip:bob@${phone.contact}` } });
  const invite = await phone.next((one) => one.startsWith('INVITE '));
  const sdp = rtp.sdp.replace('RTP/AVP 0', `RTP/AVP 0 ${EVENT}`) + `a=rtpmap:${EVENT} telephone-event/8000\r\na=fmtp:${EVENT} 0-16\r\n`;
  phone.answer(invite, 200, 'OK', { to: 'wire', sdp });
  await phone.next((one) => one.startsWith('ACK '));
  await call.event('answer');
  const port = Number(/^m=audio (\d+)/m.exec(invite)[1]);
  rtp.say(invite, 600);
  for (const url of ['tone:1000', 'silence:200', 'tone:700']) {
    call.send('play', { url });
    await wait(600);
  }
  call.send('interrupt');
  await wait(300);
  call.send('tts', { text: 'One, two, three.', playId: 'speech' });
  await wait(1_500);
  call.send('dtmf', { digits: '5#' });
  await wait(1_500);
  call.send('hangup');
  const bye = await phone.next((one) => one.startsWith('BYE '));
  phone.answer(bye, 200, 'OK');
  assert.equal(header(bye, 'Call-ID'), header(invite, 'Call-ID'));
  await call.over();
  await wait(500); // tshark writes what it has
  await wire.stop();
  const packets = wire.rtp(port);
  wholeStream(packets);
  keys(packets);
});

function wholeStream(packets) {
  assert.ok(packets.length > 250, `${packets.length} packets`);
  assert.equal(new Set(packets.map(({ ssrc }) => ssrc)).size, 1);
  assert.deepEqual(packets.filter(({ sequence }, i) => i > 0 && ((sequence - packets[i - 1].sequence) & 0xffff) !== 1), []);
  const audio = packets.filter(({ type }) => type === 0);
  const first = packets[0].at;
  for (const { at, timestamp } of audio) { // what was to be said when it was said, give or take a busy machine
    const due = ((timestamp - audio[0].timestamp) >>> 0) / 8;
    assert.ok(Math.abs(at - audio[0].at - due) < 80, `${due} ms is sent ${at - audio[0].at} ms after the start`);
  }
  const spaces = packets.slice(1).map(({ at }, i) => at - packets[i].at);
  assert.ok(Math.max(...spaces) < 100, `a gap of ${Math.max(...spaces)} ms`);
  const mean = (packets.at(-1).at - first) / spaces.length;
  assert.ok(Math.abs(mean - 20) < 1, `${mean} ms a packet`);
}

/** RFC 4733 section 2.5: one timestamp a key, the marker on its first packet, a duration that grows, three ends. */
function keys(packets) {
  const events = packets.filter(({ type }) => type === EVENT);
  const starts = [...new Set(events.map(({ timestamp }) => timestamp))];
  const pressed = starts.map((start) => events.filter(({ timestamp }) => timestamp === start));
  assert.deepEqual(pressed.map(([{ event }]) => event), [5, 11]);
  for (const one of pressed) {
    assert.deepEqual(one.map(({ marker }) => marker), one.map((packet, i) => i === 0));
    const ends = one.filter(({ end }) => end);
    assert.equal(ends.length, 3);
    assert.deepEqual(one.slice(-3), ends);
    assert.equal(new Set(ends.map(({ duration }) => duration)).size, 1);
    const growing = one.slice(0, -2).map(({ duration }) => duration);
    assert.deepEqual(growing, growing.toSorted((a, b) => a - b));
    assert.ok(new Set(growing).size > 2);
  }
}
