/** Three nodes, one is killed: the others answer for its phones. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { readWav } from '../client/wav.mjs';
import { Baresip } from './baresip.mjs';
import { Node } from './node.mjs';
import { Phone, Rtp, status } from './phone.mjs';
import { freeUdpPort } from './ports.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 120_000 };
const TONE = `${FOLDER}/tone440-lost.wav`;
const PASSWORDS = { alice: 'a secret of alice', bob: 'secretofbob' };
let [a, b, c, bob] = [];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', TONE, 'synth', '120', 'sine', '440', 'vol', '0.4']);
  const members = [await freeUdpPort(), await freeUdpPort(), await freeUdpPort()];
  [a, b, c] = await Promise.all(members.map((port, at) => start(at, port, members)));
  bob = await Baresip.start(TONE, 8000, `auth_pass=${PASSWORDS.bob};audio_codecs=pcmu/8000/1`, { of: `bob@127.0.0.1:${a.port}` });
  for (const node of [b, c]) {
    await until(() => warm(node), 'a call of each node', 120_000);
  }
}, { timeout: 400_000 });
after(async () => {
  await bob?.stop();
  await Promise.all([a, b, c].map((node) => node?.stop()));
});

async function start(at, port, members) {
  const sip = await freeUdpPort();
  const node = await Node.start(`lost-${at + 1}`, {
    // a machine that is busy with other things is no lost node
    cluster: { enabled: true, name: `lost-${process.pid}`, port, members: members.map((one) => `127.0.0.1:${one}`), lostAfter: 30, lease: 10 },
    rtp: { host: '127.0.0.1', firstPort: 29_600 + 50 * at, lastPort: 29_649 + 50 * at },
    sip: {
      listen: { host: '127.0.0.1', udp: sip, tcp: sip }, guard: { trust: ['127.0.0.0/8'] }, auth: { secret: 'of both nodes' },
      users: { accounts: Object.entries(PASSWORDS).map(([name, password]) => ({ name, password })) },
    },
  });
  return Object.assign(node, { port: sip });
}

/** The first call of a node that has just started is slow: none of those below should be the first. */
async function warm(node) {
  const call = await Call.open(node.url, { id: `warm-${Date.now()}` }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:us@voxbus', callee: 'sip:bob@voxbus' } });
  const answered = await Promise.race(['answer', 'hangup'].map((name) => call.event(name).then(() => name === 'answer', () => false)));
  if (answered) {
    await call.hangup();
    await wait(1_100); // baresip keeps what it heard under the second in which a call began
  }
  return answered;
}

const nodes = async () => (await (await fetch(`${b.url}/cluster`)).json()).nodes.length;

/** How long a tone is in bob's last call. */
const bobHears = (hertz) => {
  const { rate, samples } = bob.heard();
  return millisOfTone(samples, rate, hertz);
};

/** A client of that node calls bob: he hears a tone, and his own is on record. */
async function callBob(node, id, hertz) {
  const call = await Call.open(node.url, { id }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:us@voxbus', callee: 'sip:bob@voxbus', recorder: {} } });
  await call.event('answer');
  call.send('play', { url: `tone:${hertz}` });
  await wait(3_000);
  await call.hangup();
  await until(() => bobHears(hertz) > 1_000, 'bob hears the client', 5_000);
  const path = `${node.folder}/recordings/${id}.wav`;
  await until(() => existsSync(path), 'the recording', 5_000);
  const { rate, channels } = readWav(readFileSync(path));
  assert.ok(millisOfTone(channels[0], rate, 440) > 1_000, 'the client hears bob');
}

test('a phone of A is called through B; when A is killed, B answers for it', LIMIT, async () => {
  await until(async () => (await nodes()) === 3, 'all nodes see each other');
  await callBob(b, 'before', 1000);
  const [alice, rtp] = [await Phone.udp('127.0.0.1', b.port), await Rtp.open()];
  try {
    a.kill();
    await until(async () => (await nodes()) === 2, 'A is missed');
    await callBob(b, 'after', 1400);
    const dialog = await alice.call(rtp, { password: PASSWORDS.alice, dialog: { uri: 'sip:bob@voxbus', toUri: 'sip:bob@voxbus' } });
    rtp.say(dialog.sdp, 600);
    await until(() => millisOfTone(rtp.samples(), 8000, 440) > 1_000, 'alice, a phone of B, hears bob');
    await wait(2_000); // one way may be there before the other
    assert.equal(status(await alice.bye(dialog)), 200);
    await until(() => bobHears(600) > 1_000, 'and bob hears her', 5_000);
  } finally {
    [alice, rtp].forEach((one) => one.close());
  }
});

test('a phone that finds its node dead registers with the other one, and is called there', LIMIT, async () => {
  await bob.stop();
  bob = await Baresip.start(TONE, 8000, `auth_pass=${PASSWORDS.bob};audio_codecs=pcmu/8000/1`, { of: `bob@127.0.0.1:${b.port}` });
  await callBob(c, 'again', 1800);
});
