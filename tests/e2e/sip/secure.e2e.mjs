/** Calls by TLS, by WebSocket over TLS (RFC 7118) and over IPv6, each with sound in both directions. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { readWav } from '../client/wav.mjs';
import { Baresip } from './baresip.mjs';
import { jsPhone } from './jssip.mjs';
import { Node } from './node.mjs';
import { header, Phone, Rtp, status } from './phone.mjs';
import { freeUdpPort } from './ports.mjs';
import { Webhook } from './webhook.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const CERTIFICATE = `${FOLDER}/certificate.pem`;
const KEY = `${FOLDER}/key.pem`;
const TONE = `${FOLDER}/tone440-tls.wav`;
let [webhook, four, six] = [];

/** A node on one address, with every transport. */
async function start(name, host, firstPort) {
  const [udp, tls, wss] = [await freeUdpPort(), await freeUdpPort(), await freeUdpPort()];
  const node = await Node.start(name, {
    rtp: { host: '127.0.0.1', host6: '::1', firstPort, lastPort: firstPort + 99 },
    call: { incoming: { acceptTimeout: 5, webhook: { urls: [process.env.VOXBUS_WEBHOOK] } } },
    sip: { enabled: true, listen: { host, udp, tcp: udp, tls, wss, certificate: CERTIFICATE, key: KEY, trust: CERTIFICATE }, guard: { trust: ['127.0.0.0/8', '::1/128'] } },
  });
  return Object.assign(node, { udp, tls, wss });
}

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=voxbus',
    '-addext', 'subjectAltName=IP:127.0.0.1,IP:::1', '-keyout', KEY, '-out', CERTIFICATE], { stdio: 'ignore' });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', TONE, 'synth', '60', 'sine', '440', 'vol', '0.4']);
  webhook = await Webhook.start();
  [four, six] = await Promise.all([start('secure', '127.0.0.1', 29300), start('six', '::1', 29400)]);
}, { timeout: 90_000 });
after(async () => {
  await webhook?.stop();
  await Promise.all([four?.stop(), six?.stop()]);
});

async function take(node, option = {}) {
  const { dialogId } = await webhook.next();
  const call = Object.assign(await Call.open(node.url, { id: dialogId }, '/call/sip'), { id: dialogId });
  call.send('accept', { option });
  return call;
}

async function place(node, callee, id, option = {}) {
  const call = Object.assign(await Call.open(node.url, { id }, '/call/sip'), { id });
  call.send('invite', { option: { caller: 'sip:alice@127.0.0.1', callee, recorder: {}, ...option } });
  return call;
}

async function recorded(node, call, hertz) {
  await call.over();
  await wait(300);
  const { rate, channels } = readWav(readFileSync(`${node.folder}/recordings/${call.id}.wav`));
  return millisOfTone(channels[0], rate, hertz);
}

/** Both talk for a while, then whoever called hangs up. */
async function bothAreHeard(node, call, rtp, sdp, end) {
  rtp.say(sdp, 600);
  await call.event('answer');
  call.send('play', { url: 'tone:1000' });
  for (const late = Date.now() + 10_000; millisOfTone(rtp.samples(), 8000, 1000) <= 1_000 && Date.now() < late; ) {
    await wait(100);
  }
  await wait(500);
  await end();
  assert.ok(millisOfTone(rtp.samples(), 8000, 1000) > 1_000, 'the phone hears us');
  assert.ok((await recorded(node, call, 600)) > 1_000, 'we hear the phone');
  rtp.close();
}

const withBaresip = async (use) => {
  const phone = await Baresip.start(TONE, 8000, 'audio_codecs=pcmu/8000/1', { certificate: [CERTIFICATE, KEY] });
  try {
    await use(phone);
  } finally {
    await phone.stop();
  }
};

function heardByBaresip(phone) {
  const { rate, samples } = phone.heard();
  return millisOfTone(samples, rate, 1000);
}

test('TLS: baresip calls us', LIMIT, () => withBaresip(async (phone) => {
  phone.command('dial', `sip:voxbus@127.0.0.1:${four.tls};transport=tls`);
  const call = await take(four, { recorder: {} });
  await call.event('mediaReady');
  call.send('play', { url: 'tone:1000' });
  await wait(3_000);
  phone.command('hangup');
  assert.equal((await call.event('hangup')).reason, 'caller');
  assert.ok((await recorded(four, call, 440)) > 1_000);
  assert.ok(heardByBaresip(phone) > 1_000);
}));

test('TLS: we call baresip, whose certificate names its host', LIMIT, () => withBaresip(async (phone) => {
  const call = await place(four, phone.secureUri, 'tls-out');
  await call.event('answer');
  call.send('play', { url: 'tone:1000' });
  await wait(3_000);
  await call.hangup();
  assert.ok((await recorded(four, call, 440)) > 1_000);
  assert.ok(heardByBaresip(phone) > 1_000);
}));

test('TLS: a server whose certificate names another host is not called', LIMIT, () => withBaresip(async (phone) => {
  const call = await place(four, phone.secureUri.replace('127.0.0.1', 'localhost'), 'tls-wrong');
  assert.equal((await call.event('reject')).code, 503);
  await call.over();
}));

test('WebSocket over TLS: a browser-like phone calls, is heard, and is reached by its own connection', LIMIT, async () => {
  const phone = await Phone.ws(`wss://127.0.0.1:${four.wss}`, { ca: readFileSync(CERTIFICATE) });
  const rtp = await Rtp.open();
  const calling = phone.call(rtp);
  const call = await take(four, { recorder: {} });
  const dialog = await calling;
  await bothAreHeard(four, call, rtp, dialog.sdp, async () => {
    call.send('hangup');
    const bye = await phone.next((one) => one.startsWith('BYE '));
    assert.equal(header(bye, 'Call-ID'), dialog.callId);
    phone.answer(bye, 200, 'OK');
  });
  phone.close();
});

test('WebSocket over TLS: JsSIP calls, both are heard, and it hangs up', LIMIT, async () => {
  const rtp = await Rtp.open();
  const phone = await jsPhone(`wss://127.0.0.1:${four.wss}`, readFileSync(CERTIFICATE), rtp);
  const session = phone.call('sip:voxbus@127.0.0.1');
  const call = await take(four, { recorder: {} });
  await bothAreHeard(four, call, rtp, await phone.answer, async () => {
    session.terminate();
    assert.equal((await call.event('hangup')).reason, 'caller');
  });
  phone.stop();
});

test('WebSocket: whoever does not speak the subprotocol sip is turned away', LIMIT, async () => {
  const { default: WebSocket } = await import('ws');
  const socket = new WebSocket(`wss://127.0.0.1:${four.wss}`, { ca: readFileSync(CERTIFICATE) });
  assert.notEqual(await new Promise((resolve) => socket.once('close', resolve).once('error', resolve)), 1000);
});

test('IPv6: a phone calls us', LIMIT, async () => {
  const [phone, rtp] = [await Phone.udp('::1', six.udp, '::1'), await Rtp.open('::1')];
  const calling = phone.call(rtp, { dialog: { uri: `sip:voxbus@[::1]:${six.udp}` } });
  const call = await take(six, { recorder: {} });
  const dialog = await calling;
  assert.match(dialog.sdp, /^c=IN IP6 (::1|0:0:0:0:0:0:0:1)\r$/m);
  assert.match(dialog.uri, /\[(::1|0:0:0:0:0:0:0:1)\]/);
  await bothAreHeard(six, call, rtp, dialog.sdp, async () => assert.equal(status(await phone.bye(dialog)), 200));
  phone.close();
});

test('IPv6: we call a phone', LIMIT, async () => {
  const [phone, rtp] = [await Phone.udp('::1', six.udp, '::1'), await Rtp.open('::1')];
  const call = await place(six, `sip:bob@${phone.contact}`, 'six-out', { enableIpv6: true });
  const invite = await phone.next((one) => one.startsWith('INVITE '));
  assert.match(invite, /^c=IN IP6 (::1|0:0:0:0:0:0:0:1)\r$/m);
  phone.answer(invite, 200, 'OK', { to: 'six', sdp: rtp.sdp });
  await phone.next((one) => one.startsWith('ACK '));
  await bothAreHeard(six, call, rtp, invite, async () => {
    call.send('hangup');
    phone.answer(await phone.next((one) => one.startsWith('BYE ')), 200, 'OK');
  });
  phone.close();
});
