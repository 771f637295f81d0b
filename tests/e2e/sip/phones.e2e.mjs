/** Telephones that register here: baresip calls baresip, and goes where the dial plan sends it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { Baresip } from './baresip.mjs';
import { Node } from './node.mjs';
import { freeUdpPort } from './ports.mjs';

const SOUNDS = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const USERS = ['alice', 'bob', 'carol', 'dave'];
const CODECS = { pcmu: [8000, 'pcmu/8000/1'], g722: [16000, 'g722/16000/1'], opus: [48000, 'opus/48000/2'] };
let node;
let port;

const tone = (hertz, rate) => `${SOUNDS}/phone${hertz}-${rate}.wav`;

before(async () => {
  mkdirSync(SOUNDS, { recursive: true });
  for (const hertz of [440, 1000, 1400]) {
    for (const [rate] of Object.values(CODECS)) {
      execFileSync('sox', ['-n', '-r', String(rate), '-c', '1', '-b', '16', tone(hertz, rate), 'synth', '60', 'sine', String(hertz), 'vol', '0.4']);
    }
  }
  writeFileSync(`${SOUNDS}/dialplan.yaml`, `rules:
  - { number: "603", reject: 603, reason: "No" }
  - { regex: "[a-z]+", user: "$0" }
  - { number: nobody, playback: "tone:800" }
`);
  port = await freeUdpPort();
  node = await Node.start('phones', {
    rtp: { host: '127.0.0.1', firstPort: 29_100, lastPort: 29_300 },
    sip: {
      listen: { host: '127.0.0.1', udp: port, tcp: port }, guard: { trust: ['127.0.0.0/8'] }, dialPlan: `${SOUNDS}/dialplan.yaml`,
      users: { accounts: USERS.map((name) => ({ name, password: name })) },
    },
  });
});
after(() => node?.stop());

/** A telephone of a user, registered, that plays a tone to whom it talks to. */
function phone(user, { hertz = 440, codec = 'pcmu', transport = 'udp', more = '' } = {}) {
  const [rate, name] = CODECS[codec];
  return Baresip.start(tone(hertz, rate), rate, `auth_pass=${user};audio_codecs=${name}${more}`,
    { of: `${user}@127.0.0.1:${port};transport=${transport}` });
}

const hears = (who, hertz) => {
  const { rate, samples } = who.heard();
  return millisOfTone(samples, rate, hertz);
};

async function use(phones, what) {
  const started = await Promise.all(phones);
  try {
    await what(...started);
  } finally {
    await Promise.all(started.map((one) => one.stop()));
  }
}

for (const [hers, his, transport] of [['pcmu', 'pcmu', 'udp'], ['g722', 'opus', 'tcp']]) {
  test(`a telephone calls another, ${hers} and ${his} by ${transport}: both are heard`, LIMIT, () => use(
    [phone('alice', { codec: hers, transport }), phone('bob', { hertz: 1000, codec: his, transport })],
    async (alice, bob) => {
      alice.command('dial', `sip:bob@127.0.0.1:${port}`);
      await alice.tells('CALL_ESTABLISHED');
      await wait(3_000);
      bob.command('hangup');
      await alice.tells('CALL_CLOSED');
      await wait(300);
      assert.ok(hears(alice, 1000) > 1_500, 'alice heard bob');
      assert.ok(hears(bob, 440) > 1_500, 'bob heard alice');
    }));
}

test('all telephones of a user ring, the first that answers has the call', LIMIT, () => use(
  [phone('carol', { hertz: 1400, more: ';answermode=manual' }), phone('alice')],
  async (desk, alice) => {
    const mobile = await phone('carol', { hertz: 1000, more: ';answermode=manual' });
    try {
      alice.command('dial', `sip:carol@127.0.0.1:${port}`);
      await Promise.all([desk.tells('CALL_INCOMING'), mobile.tells('CALL_INCOMING')]);
      await alice.tells('CALL_RINGING');
      mobile.command('accept');
      await Promise.all([alice.tells('CALL_ESTABLISHED'), desk.tells('CALL_CLOSED')]);
      await wait(2_500);
      alice.command('hangup');
      await mobile.tells('CALL_CLOSED');
      await wait(300);
      assert.ok(hears(alice, 1000) > 1_000, 'alice heard the one that answered');
      assert.ok(hears(mobile, 440) > 1_000, 'and it heard alice');
    } finally {
      await mobile.stop();
    }
  }));

test('whoever is not there is followed by the next rule, a file that is played', LIMIT, () => use([phone('alice')], async (alice) => {
  alice.command('dial', `sip:nobody@127.0.0.1:${port}`);
  await alice.tells('CALL_ESTABLISHED');
  await wait(2_500);
  alice.command('hangup');
  await wait(500);
  assert.ok(hears(alice, 800) > 1_000);
}));

test('what the plan refuses, and who is not there', LIMIT, () => use([phone('alice')], async (alice) => {
  alice.command('dial', `sip:603@127.0.0.1:${port}`);
  await alice.tells('603 No');
  alice.command('dial', `sip:dave@127.0.0.1:${port}`);
  await alice.tells('480 Temporarily');
}));

test('a client calls a telephone by the connection it registered with', LIMIT, () => use(
  [phone('bob', { hertz: 1000, transport: 'tcp' })], async (bob) => {
    const call = await Call.open(node.url, { id: `phone-${Date.now()}` }, '/call/sip');
    call.send('invite', { option: { caller: 'sip:bot@voxbus', callee: 'sip:bob@voxbus' } });
    await call.event('answer');
    call.send('play', { url: 'tone:600' });
    await wait(2_500);
    await call.hangup();
    await bob.tells('CALL_CLOSED');
    await wait(300);
    assert.ok(hears(bob, 600) > 1_000);
  }));
