/** The telephone component is replaced while SIPp and baresip talk, and a carrier, SIPp as well, has an account of ours. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { Baresip } from './baresip.mjs';
import { Node } from './node.mjs';
import { freeUdpPort } from './ports.mjs';
import { ack, agree, answer, bye, heard, invite, pause, provisional, response, sipp, stream } from './sipp.mjs';
import { Webhook } from './webhook.mjs';

const SOUNDS = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 120_000 };
const KEY = 'e2e-admin';
const TONE = `${SOUNDS}/redeploy600.ul`;
const WAV = `${SOUNDS}/redeploy440.wav`;
let [webhook, node, registrar, port] = [];

const once = (text) => text.replace(' retrans="500"', ''); // no ACK would end what is repeated
/** A REGISTER with this lifetime; one of another Call-ID would be another call to SIPp, which takes one only. */
const registers = (expires) => `<recv request="REGISTER"><action><ereg regexp="^ *${expires}" search_in="hdr" header="Expires:" check_it="true" assign_to="e${expires}"/></action></recv><Reference variables="e${expires}"/>\n`
  + once(answer(200, 'OK', { headers: `Expires: ${expires}` }));

before(async () => {
  mkdirSync(SOUNDS, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'u-law', '-b', '8', '-t', 'raw', TONE, 'synth', '10', 'sine', '600', 'vol', '0.5']);
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', WAV, 'synth', '60', 'sine', '440', 'vol', '0.4']);
  webhook = await Webhook.start();
  writeFileSync(`${SOUNDS}/redeploy-dialplan.yaml`, 'rules:\n  - { number: voxbus, webhook: "" }\n  - { regex: "[a-z]+", user: "$0" }\n');
  const carrierPort = await freeUdpPort();
  registrar = await sipp(registers(300) + registers(300) + registers(0), '127.0.0.1:9', { port: carrierPort, seconds: 100 });
  port = await freeUdpPort();
  node = await Node.start('redeploy', {
    http: { port: 0, managementPort: 0, adminKeys: [KEY] },
    rtp: { host: '127.0.0.1', firstPort: 21_000, lastPort: 21_999 },
    call: { incoming: { webhook: { urls: [process.env.VOXBUS_WEBHOOK], tries: 1 } } },
    sip: {
      listen: { host: '127.0.0.1', udp: port, tcp: port }, guard: { trust: ['127.0.0.0/8'] }, dialPlan: `${SOUNDS}/redeploy-dialplan.yaml`,
      auth: { strangers: true }, users: { accounts: [{ name: 'bob', password: 'bob' }] },
      register_users: [{ server: `127.0.0.1:${carrierPort}`, username: 'desk' }],
    },
  });
  await until(async () => (await up()) === 1, 'the account is registered');
}, { timeout: 120_000 });
after(async () => {
  registrar?.stop();
  await node?.stop();
  await webhook?.stop();
});

const admin = async (path, method = 'GET') => {
  const reply = await fetch(`${node.url}/admin/${path}`, { method, headers: { Authorization: `Bearer ${KEY}` } });
  assert.equal(reply.status, 200, await reply.clone().text());
  return reply.json();
};
const up = () => node.meter('voxbus_registration_up');

/** Version and what is open on it. */
async function versions() {
  const { nodes } = await admin('components');
  return nodes[0].components.filter(({ component }) => component === 'sip')
    .map(({ number, sessions, current }) => `${number}${current ? '' : ' old'}: ${sessions}`).sort();
}

async function incoming(steps) {
  const caller = await sipp(invite() + provisional + response(200) + ack() + steps, `127.0.0.1:${port}`, { seconds: 60 });
  const call = await Call.open(node.url, { id: (await webhook.next()).dialogId }, '/call/sip');
  call.send('accept');
  await call.event('answer');
  return { caller, call };
}

test('calls stand while the telephone is replaced, and end by either side; registrations stay, what is new takes the new one', LIMIT, async () => {
  const bob = await Baresip.start(WAV, 8000, 'auth_pass=bob;audio_codecs=pcmu/8000/1', { of: `bob@127.0.0.1:${port};transport=tcp` });
  try {
    const theirs = await incoming(stream(TONE) + pause(6_000) + bye());
    const ours = await incoming(stream(TONE) + heard('BYE') + agree());
    theirs.call.send('play', { url: 'echo:' });
    const { nodes } = await admin('nodes/all/components/sip/redeploy', 'POST');
    assert.equal(nodes[0].version.number, 2);
    assert.deepEqual(await versions(), ['1 old: 2', '2: 0']);
    assert.equal(await up(), 1);

    // a phone that registered before it is called by the new one, on the connection that it opened then
    const next = await Call.open(node.url, { id: `next-${Date.now()}` }, '/call/sip');
    next.send('invite', { option: { caller: 'sip:desk@127.0.0.1', callee: 'sip:bob@voxbus' } });
    await next.event('answer');
    next.send('play', { url: 'tone:1000' });
    assert.deepEqual(await versions(), ['1 old: 2', '2: 1']);
    await wait(1_500);
    await next.hangup();
    await until(() => bob.said.includes('CALL_CLOSED'), 'baresip has its BYE');
    const { rate, samples } = bob.heard();
    assert.ok(millisOfTone(samples, rate, 1000) > 500, 'baresip hears it');

    await ours.call.hangup();
    await ours.caller.done;
    await theirs.caller.done;
    assert.equal((await theirs.call.event('hangup')).initiator, 'caller');
    await until(async () => (await versions()).join() === '2: 0', 'the old one has ended');

    const later = await incoming(pause(300) + bye());
    await later.caller.done;
  } finally {
    await bob.stop();
  }
});

test('the carrier has seen one telephone, which was given back when the node ended', LIMIT, async () => {
  await Promise.all([node.stop(), registrar.done]);
});
