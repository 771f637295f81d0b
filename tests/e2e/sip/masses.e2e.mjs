/** What comes in masses or never ends: calls that nobody acknowledges, huge messages, idle and slow connections, wrong registrations. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../client/until.mjs';
import { Node } from './node.mjs';
import { header, Phone, Rtp, status } from './phone.mjs';
import { freeUdpPort } from './ports.mjs';

const LIMIT = { timeout: 90_000 };
const PASSWORD = 'a secret of alice';
const CALLS = 1_500;
let [node, port] = [];

before(async () => {
  mkdirSync(process.env.VOXBUS_SIP_LOGS, { recursive: true });
  const plan = `${process.env.VOXBUS_SIP_LOGS}/masses-dialplan.yaml`;
  writeFileSync(plan, 'rules:\n  - { number: "100", playback: "tone:1000" }\n  - { reject: 404, reason: Not Here }\n');
  port = await freeUdpPort();
  node = await Node.start('masses', {
    rtp: { host: '127.0.0.1', firstPort: 29300, lastPort: 29999 },
    sip: {
      listen: { host: '127.0.0.1', udp: port, tcp: port, messageTime: 2, idle: 600, connectionsPerSource: 100 }, dialPlan: plan,
      auth: { strangers: true }, guard: { rate: 100_000, burst: 100_000 }, users: { accounts: [{ name: 'alice', password: PASSWORD }] },
    },
  });
}, { timeout: 90_000 });
after(() => node?.stop());

const phone = (address) => Phone.udp('127.0.0.1', port, address);
const open = (what) => node.meter(`voxbus_sip_open{what="${what}"`);

/** By TCP; `ended` when the node has closed it. */
async function stream(from = '127.0.0.1') {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  const one = { socket, said: '', ended: false, close: () => socket.destroy() };
  socket.on('data', (text) => (one.said += text));
  socket.on('close', () => (one.ended = true));
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  return one;
}

const byTcp = (text) => text.replace('SIP/2.0/UDP', 'SIP/2.0/TCP');

test('calls that nobody acknowledges or ends leave nothing behind', LIMIT, async () => {
  const spoofed = await Promise.all(Array.from({ length: 15 }, (_, i) => phone(`127.0.2.${i + 1}`)));
  const rtp = await Rtp.open();
  await spoofed[0].bye(await spoofed[0].call(rtp)); // the first call of a node is slow
  for (const one of spoofed) {
    one.send(one.request('INVITE', {}, { sdp: rtp.sdp }));
    await one.next((message) => status(message) === 200, 15_000);
  }
  assert.equal(await node.meter('voxbus_calls '), spoofed.length);
  for (let i = 0; i < CALLS / spoofed.length; i++) {
    spoofed.forEach((one) => one.send(one.request('INVITE', { uri: 'sip:900@127.0.0.1' }, { sdp: rtp.sdp })));
    await wait(30);
  }
  await until(async () => (await open('transactions')) > CALLS / 2, 'transactions wait for an ACK', 10_000);
  const ended = spoofed.map(async (one) => one.answer(await one.next((message) => message.startsWith('BYE '), 60_000), 200, 'OK'));
  await Promise.all(ended); // calls that were never acknowledged
  await until(async () => (await open('transactions')) === 0 && (await node.meter('voxbus_calls ')) === 0, 'nothing is left', 15_000);
  [...spoofed, rtp].forEach((one) => one.close());
});

test('huge messages are refused or dropped, and the next one is answered', LIMIT, async () => {
  const alice = await phone();
  const parts = (count, text) => Array.from({ length: count }, (_, i) => text(i)).join('');
  const head = alice.request('OPTIONS', {});
  const huge = [
    head.replace('Max-Forwards', `${parts(4_000, (i) => `X-${i}: 1\r\n`)}Max-Forwards`), // header fields
    head.replace('Contact:', `Contact: ${parts(1_500, (i) => `<sip:a${i}@127.0.0.1>, `)}`),
    head.replace('Max-Forwards', `Subject: ${'x'.repeat(55_000)}\r\nMax-Forwards`),
    head.replace('Max-Forwards', `Subject: a${parts(10_000, () => '\r\n b')}\r\nMax-Forwards`), // folded
  ];
  const dropped = await node.counted('too_large');
  for (const message of huge) {
    alice.send(message); // what the way itself can't carry is lost there
    const connection = await stream();
    connection.socket.write(byTcp(message));
    await until(() => connection.ended || /^SIP\/2.0 4\d\d /.test(connection.said), 'refused', 5_000);
    connection.close();
  }
  const sdp = (lines) => `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n${lines}`;
  for (const body of [sdp(parts(8_000, () => 'a=x\r\n')), sdp(parts(2_000, (i) => `m=audio ${4000 + i} RTP/AVP 0\r\n`))]) {
    const connection = await stream();
    connection.socket.write(byTcp(alice.request('INVITE', {}, { sdp: body })));
    await until(() => connection.ended || /SIP\/2.0 [45]\d\d /.test(connection.said), 'refused', 5_000);
    connection.close();
  }
  assert.ok((await node.counted('too_large')) > dropped);
  assert.equal(status(await alice.ask('OPTIONS', { callId: 'after' })), 200);
  alice.close();
});

test('slow, broken and idle connections end or are counted, and others get in', LIMIT, async () => {
  const slow = await stream('127.0.3.1');
  slow.socket.write('OPTIONS sip:100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.3.1;bran');
  const drip = setInterval(() => slow.socket.write('c'), 300);
  const broken = [];
  for (const length of ['-1', '99999999999', '4294967297', 'x']) {
    const one = await stream('127.0.3.2');
    one.socket.write(byTcp((await phone()).request('OPTIONS', {})).replace('Content-Length: 0', `Content-Length: ${length}`));
    broken.push(one);
  }
  const idle = await Promise.all(Array.from({ length: 1_000 }, () => stream('127.0.3.3')));
  await until(() => idle.filter((one) => !one.ended).length <= 100, 'no more than one address may have', 10_000);
  assert.equal(idle.filter((one) => !one.ended).length, 100);
  const honest = await stream('127.0.3.4');
  honest.socket.write(byTcp((await phone()).request('OPTIONS', {})));
  await until(() => honest.said.startsWith('SIP/2.0 200 '), 'another address is served', 5_000);
  await until(() => slow.ended, 'who never ends a message', 6_000);
  clearInterval(drip);
  await until(() => broken.every((one) => one.ended || one.said.startsWith('SIP/2.0 400')), 'a length that is none', 6_000);
  [slow, honest, ...broken, ...idle].forEach((one) => one.close());
  await until(async () => (await open('connections')) === 0, 'all are gone', 10_000);
});

test('registrations that can not be are refused and change nothing', LIMIT, async () => {
  const alice = await phone();
  const register = (headers, cseq = 1) => alice.ask('REGISTER', { uri: 'sip:voxbus', toUri: 'sip:alice@voxbus', callId: `register-${Math.random()}` }, { password: PASSWORD, cseq, headers });
  const good = await register(['Expires: 60']);
  assert.equal(status(good), 200);
  const many = Array.from({ length: 40 }, (_, i) => `Contact: <sip:alice@127.0.0.1:${10_000 + i}>`);
  for (const [headers, code] of [[['Expires: 4294967296'], 400], [many, 403]]) {
    assert.equal(status(await register(headers)), code, headers[0]);
  }
  const all = alice.request('REGISTER', { uri: 'sip:voxbus', toUri: 'sip:alice@voxbus' }).replace(/^Contact: .*$/m, 'Contact: *');
  alice.send(all);
  const challenge = await alice.next((one) => status(one) === 401);
  const proof = alice.proof(header(challenge, 'WWW-Authenticate'), 'REGISTER', 'sip:voxbus', PASSWORD);
  alice.send(all.replace('Max-Forwards', `Authorization: ${proof}\r\nMax-Forwards`).replace('CSeq: 1', 'CSeq: 2').replace(/branch=\w+/, 'branch=z9hG4bKall'));
  assert.equal(status(await alice.next((one) => header(one, 'CSeq') === '2 REGISTER')), 400, 'all contacts can only be removed');
  assert.equal(/<sip:alice@[^>]*>/.exec(await register(['Expires: 60']))?.[0], /<sip:alice@[^>]*>/.exec(good)?.[0]);
  alice.close();
});

test('a stranger gets one packet for one, and hardly more bytes than he sent', LIMIT, async () => {
  for (const [method, options] of [['OPTIONS', {}], ['REGISTER', { uri: 'sip:voxbus' }]]) {
    const stranger = await phone('127.0.4.1');
    const request = stranger.request(method, options);
    stranger.send(request);
    await wait(1_200); // what had a transaction would be sent again after 0.5 s
    assert.equal(stranger.heard.length, 1, method);
    const factor = stranger.heard[0].length / request.length;
    assert.ok(factor < 1.35, `${method}: ${factor.toFixed(2)} times the request: ${stranger.heard[0]}`);
    stranger.close();
  }
});
