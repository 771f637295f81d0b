/** Carriers that die and come back, and one that is reached by TLS only. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { readWav } from '../client/wav.mjs';
import { Baresip } from './baresip.mjs';
import { Node } from './node.mjs';
import { header, Phone, Rtp, status } from './phone.mjs';
import { freeUdpPort } from './ports.mjs';
import { Webhook } from './webhook.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const CERTIFICATE = `${FOLDER}/trunk-certificate.pem`;
const KEY = `${FOLDER}/trunk-key.pem`;
const TONE = `${FOLDER}/trunk440.wav`;
let webhook;

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=carrier',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', KEY, '-out', CERTIFICATE], { stdio: 'ignore' });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', TONE, 'synth', '60', 'sine', '440', 'vol', '0.4']);
  webhook = await Webhook.start();
});
after(() => webhook?.stop());

/** A node whose numbers go to these carriers in turn; calls of carriers are told by webhook. */
async function start(name, trunks, send, listen = {}) {
  const port = await freeUdpPort();
  const plan = `${FOLDER}/${name}-dialplan.yaml`;
  writeFileSync(plan, `rules:\n  - { callers: [trunks], webhook: "" }\n  - { prefix: "0", trunks: [${trunks.map((one) => one.name)}], send: "${send}" }\n`);
  const node = await Node.start(name, {
    rtp: { host: '127.0.0.1', firstPort: 20_600, lastPort: 20_799 },
    call: { incoming: { webhook: { urls: [process.env.VOXBUS_WEBHOOK] } } },
    sip: { listen: { host: '127.0.0.1', udp: port, tcp: port, ...listen }, guard: { trust: ['127.0.0.0/8'] }, dialPlan: plan, trunks },
  });
  return Object.assign(node, { port });
}

async function place(node, callee) {
  const call = await Call.open(node.url, { id: `trunk-${Date.now()}` }, '/call/sip');
  call.send('invite', { option: { caller: '+4930555', callee } });
  return call;
}

/** A carrier that is busy, as long as it is alive. */
function carrier(phone) {
  const state = { alive: true, calls: 0, asked: 0 };
  (async () => {
    for (;;) {
      const message = await phone.next(() => true, 90_000);
      state.asked += message.startsWith('OPTIONS ') ? 1 : 0;
      if (state.alive && message.startsWith('OPTIONS ')) {
        phone.answer(message, 200, 'OK');
      } else if (state.alive && message.startsWith('INVITE ')) {
        state.calls++;
        phone.answer(message, 486, 'Busy Here');
      }
    }
  })().catch(() => {}); // the test is over
  return state;
}

test('a carrier that dies is passed over, and is called again when it is back', LIMIT, async () => {
  const phones = [await Phone.udp('127.0.0.1', 9), await Phone.udp('127.0.0.1', 9)];
  const trunk = { options: 1, failures: 2, timeout: 1 };
  const node = await start('health', phones.map((phone, i) => ({ ...trunk, name: `c${i}`, hosts: [{ uri: `sip:${phone.contact}` }] })), '$0');
  try {
    phones.forEach((phone) => phone.aim(node.port));
    const [first, second] = phones.map(carrier);
    const up = (i) => node.meter(`voxbus_trunk_up{trunk="c${i}"}`);
    const busy = async () => {
      const call = await place(node, '0301234');
      await call.over();
      assert.equal(call.events.find(({ event }) => event === 'reject').code, 486);
    };
    await until(async () => first.asked > 1 && second.asked > 1 && (await up(0)) === 1, 'both are asked');
    await busy();
    assert.deepEqual([first.calls, second.calls], [1, 0]);
    first.alive = false;
    await until(async () => (await up(0)) === 0, 'it is seen to be dead');
    const since = Date.now();
    await busy();
    assert.deepEqual([first.calls, second.calls], [1, 1]);
    assert.ok(Date.now() - since < 900, 'nobody waits for the dead one');
    first.alive = true;
    await until(async () => (await up(0)) === 1, 'it is back');
    await busy();
    assert.deepEqual([first.calls, second.calls], [2, 1]);
  } finally {
    await node.stop();
    phones.forEach((phone) => phone.close());
  }
});

test('a carrier by TLS: calls go out and come in, both are heard; what comes from its address by UDP is not its call', LIMIT, async () => {
  const far = await Baresip.start(TONE, 8000, 'audio_codecs=pcmu/8000/1', { certificate: [CERTIFICATE, KEY] });
  const tls = await freeUdpPort();
  let gone = false;
  const node = await start('tls-trunk', [{
    name: 'secure', hosts: [{ uri: far.secureUri.replace('bob@', '') }], options: 1, timeout: 2, addresses: ['127.0.0.1'], transport: 'TLS',
  }], 'bob', { tls, certificate: CERTIFICATE, key: KEY, trust: CERTIFICATE });
  try {
    let call = await place(node, '0301234');
    await call.event('answer');
    assert.equal(await node.meter('voxbus_trunk_calls{trunk="secure"}'), 1);
    call.send('play', { url: 'tone:1000' });
    await wait(2_500);
    await call.hangup();
    await call.over();
    const { samples, rate } = far.heard();
    assert.ok(millisOfTone(samples, rate, 1000) > 1_000, 'the carrier hears us');

    far.command('dial', `sip:+4930555@127.0.0.1:${tls};transport=tls`);
    const { dialogId } = await webhook.next();
    call = await Call.open(node.url, { id: dialogId }, '/call/sip');
    call.send('accept', { option: { recorder: {} } });
    await call.event('mediaReady');
    await wait(2_500);
    far.command('hangup');
    await call.over();
    await wait(300);
    const said = readWav(readFileSync(`${node.folder}/recordings/${dialogId}.wav`));
    assert.ok(millisOfTone(said.channels[0], said.rate, 440) > 1_000, 'we hear the carrier');

    const [stranger, rtp] = [await Phone.udp('127.0.0.1', node.port), await Rtp.open()];
    const refused = await stranger.ask('INVITE', { callId: 'udp', uri: 'sip:+4930555@127.0.0.1' }, { sdp: rtp.sdp });
    assert.equal(status(refused), 407);
    assert.match(header(refused, 'Proxy-Authenticate'), /^Digest /);
    [stranger, rtp].forEach((one) => one.close());

    await far.stop();
    gone = true;
    await until(async () => (await node.meter('voxbus_trunk_up{trunk="secure"}')) === 0, 'it is seen to be gone');
  } finally {
    await node.stop();
    if (!gone) {
      await far.stop();
    }
  }
});
