/** Where a call goes: what DNS says of a domain (RFC 3263), the way a phone registered by (RFC 3327); and who may register: an HTTP service. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { readWav } from '../client/wav.mjs';
import { Dnsmasq } from './dnsmasq.mjs';
import { Node } from './node.mjs';
import { header, Phone, Rtp, status } from './phone.mjs';
import { freeUdpPort } from './ports.mjs';
import { agree, answer, heard, sipp, stream } from './sipp.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const TONE = `${FOLDER}/tone600-names.ul`;
const PASSWORD = 'kept elsewhere';
let [node, dns, users, port, dead, alive] = [];
const asked = [];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'u-law', '-b', '8', '-t', 'raw', TONE, 'synth', '20', 'sine', '600', 'vol', '0.5']);
  [port, dead, alive] = [await freeUdpPort(), await freeUdpPort(), await freeUdpPort()];
  dns = await Dnsmasq.start([
    'host-record=a.voxbus.test,127.0.0.1',
    'naptr-record=named.test,10,10,s,SIP+D2U,,_sip._udp.named.test', `srv-host=_sip._udp.named.test,a.voxbus.test,${alive},10,1`,
    'naptr-record=failing.test,10,10,s,SIP+D2T,,_sip._tcp.failing.test',
    `srv-host=_sip._tcp.failing.test,a.voxbus.test,${dead},10,1`, `srv-host=_sip._tcp.failing.test,a.voxbus.test,${alive},20,1`,
  ]);
  users = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) {
      body += piece;
    }
    const { name } = JSON.parse(body);
    asked.push(name);
    response.writeHead(name === 'alice' ? 200 : 404, { 'Content-Type': 'application/json' }).end(name === 'alice' ? JSON.stringify({ password: PASSWORD }) : '{}');
  });
  await new Promise((resolve) => users.listen(0, '127.0.0.1', resolve));
  node = await Node.start('names', {
    rtp: { host: '127.0.0.1', firstPort: 29_800, lastPort: 29_849 },
    sip: {
      enabled: true, listen: { host: '127.0.0.1', udp: port, tcp: port, dns: [`127.0.0.1:${dns.port}`] }, guard: { trust: ['127.0.0.0/8'] },
      users: { backend: 'http', http: { url: `http://127.0.0.1:${users.address().port}/users` } },
    },
  });
}, { timeout: 120_000 });
after(async () => {
  await node?.stop();
  users?.close();
  await dns?.stop();
});

/** Calls it, and hears its tone. */
async function talk(callee, far) {
  const id = `names-${callee.replaceAll(/\W/g, '-')}`;
  const call = await Call.open(node.url, { id }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:us@voxbus', callee, recorder: {} } });
  await call.event('answer');
  await wait(3_000);
  await call.hangup();
  await far.done;
  const path = `${node.folder}/recordings/${id}.wav`;
  for (let i = 0; i < 100 && !existsSync(path); i++) {
    await wait(50);
  }
  const { rate, channels } = readWav(readFileSync(path));
  assert.ok(millisOfTone(channels[0], rate, 600) > 1_000, 'the far end is heard');
}

const talking = () => heard('INVITE') + answer(200, 'OK', { sdp: true }) + heard('ACK') + stream(TONE) + heard('BYE') + agree();

test('a domain is called by the transport, host and port that DNS gives', LIMIT, async () =>
  talk('sip:bob@named.test', await sipp(talking(), `127.0.0.1:${port}`, { port: alive })));

test('the server of the next priority is called when the first one is down', LIMIT, async () =>
  talk('sip:bob@failing.test', await sipp(talking(), `127.0.0.1:${port}`, { port: alive, transport: 't1' })));

test('a domain that DNS does not know: the client is told', LIMIT, async () => {
  const call = await Call.open(node.url, { id: 'nowhere' }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:us@voxbus', callee: 'sip:bob@nowhere.test' } });
  assert.ok((await call.event('error')).error);
  await call.event('hangup');
});

test('a phone registers by a password that an HTTP service keeps, and is called by the proxy that it came through', LIMIT, async () => {
  const [alice, proxy, rtp] = [await Phone.udp('127.0.0.1', port), await Phone.udp('127.0.0.1', port), await Rtp.open()];
  try {
    const register = (phone, password) => phone.ask('REGISTER', { uri: 'sip:voxbus', toUri: `sip:${phone.user}@voxbus`, callId: `register-${phone.user}-${password}` }, {
      password, headers: ['Expires: 60', 'Supported: path', `Path: <sip:${proxy.contact};lr>`],
    });
    assert.equal(status(await register(alice, 'wrong')), 403);
    const good = await register(alice, PASSWORD);
    assert.deepEqual([status(good), header(good, 'Path')], [200, `<sip:${proxy.contact};lr>`]);
    proxy.user = 'mallory';
    assert.equal(status(await register(proxy, PASSWORD)), 403);
    assert.deepEqual([...new Set(asked)], ['alice', 'mallory']);

    const call = await Call.open(node.url, { id: 'by-path' }, '/call/sip');
    call.send('invite', { option: { caller: 'sip:us@voxbus', callee: 'sip:alice@voxbus' } });
    const invite = await proxy.next((one) => one.startsWith('INVITE '));
    assert.deepEqual([invite.split(' ')[1], header(invite, 'Route')], [`sip:alice@${alice.contact}`, `<sip:${proxy.contact};lr>`]);
    proxy.answer(invite, 200, 'OK', { sdp: rtp.sdp });
    await call.event('answer');
    call.send('play', { url: 'tone:1000' });
    for (let i = 0; i < 100 && millisOfTone(rtp.samples(), 8000, 1000) < 800; i++) {
      await wait(50);
    }
    assert.ok(millisOfTone(rtp.samples(), 8000, 1000) >= 800, 'the phone hears us');
    call.send('hangup');
    proxy.answer(await proxy.next((one) => one.startsWith('BYE ')), 200, 'OK');
    await call.event('hangup');
  } finally {
    [alice, proxy, rtp].forEach((one) => one.close());
  }
});
