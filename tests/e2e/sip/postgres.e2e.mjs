/** Users in a table of PostgreSQL: phones register by it, call and are called; what happens when it dies. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { readWav } from '../client/wav.mjs';
import { Baresip } from './baresip.mjs';
import { Node } from './node.mjs';
import { Phone, Rtp, status } from './phone.mjs';
import { freeUdpPort } from './ports.mjs';
import { Postgres } from './postgres.mjs';
import { Webhook } from './webhook.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const TONE = `${FOLDER}/tone440-postgres.wav`;
const PASSWORD = 'secretofbob';
const ha1 = (name, password) => createHash('md5').update(`${name}:voxbus:${password}`).digest('hex');
let [postgres, webhook, node, port] = [];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', TONE, 'synth', '60', 'sine', '440', 'vol', '0.4']);
  [port, postgres, webhook] = [await freeUdpPort(), await Postgres.start(), await Webhook.start()];
  postgres.sql(`create table people (name text primary key, password text, ha1 text, gone boolean not null default false);
    insert into people values ('alice', 'a secret of alice', null, false), ('bob', null, '${ha1('bob', PASSWORD)}', false), ('carol', 'a secret of carol', null, true)`);
  node = await Node.start('postgres', {
    rtp: { host: '127.0.0.1', firstPort: 29500, lastPort: 29599 },
    call: { incoming: { acceptTimeout: 5, webhook: { urls: [process.env.VOXBUS_WEBHOOK] } } },
    sip: {
      listen: { host: '127.0.0.1', udp: port, tcp: port },
      users: { backend: 'jdbc', cache: '500ms', jdbc: { url: postgres.url, user: 'voxbus', query: 'select password, ha1, null as ha1_sha256 from people where name = ? and not gone' } },
    },
  });
}, { timeout: 90_000 });
after(async () => {
  await node?.stop();
  await postgres?.stop();
  await webhook?.stop();
});

test('a phone registers by the table, calls and is called', LIMIT, async () => {
  const phone = await Baresip.start(TONE, 8000, `auth_user=bob;auth_pass=${PASSWORD};audio_codecs=pcmu/8000/1`, { of: `bob@127.0.0.1:${port}` });
  try {
    const out = await Call.open(node.url, { id: 'to-bob' }, '/call/sip');
    out.send('invite', { option: { caller: 'sip:us@voxbus', callee: 'sip:bob@voxbus', recorder: {} } });
    await out.event('answer');
    out.send('play', { url: 'tone:1000' });
    await wait(3_000);
    await out.hangup();
    await wait(300);
    const { rate, channels } = readWav(readFileSync(`${node.folder}/recordings/to-bob.wav`));
    assert.ok(millisOfTone(channels[0], rate, 440) > 1_000, 'we hear the phone');
    const heard = phone.heard();
    assert.ok(millisOfTone(heard.samples, heard.rate, 1000) > 1_000, 'the phone hears us');

    phone.command('dial', `sip:100@127.0.0.1:${port}`);
    const call = await Call.open(node.url, { id: (await webhook.next()).dialogId }, '/call/sip');
    call.send('accept');
    await call.event('mediaReady');
    phone.command('hangup');
    assert.equal((await call.event('hangup')).reason, 'caller');
  } finally {
    await phone.stop();
  }
});

const register = (phone, password) => phone.ask('REGISTER', { callId: `${phone.user}-${Math.random()}`, uri: 'sip:voxbus', toUri: `sip:${phone.user}@voxbus` }, { password });

test('whom the query does not yield gets in as little as with a wrong password; a change counts soon', LIMIT, async () => {
  const phone = await Phone.udp('127.0.0.1', port);
  for (const [user, password, expected] of [['alice', 'a secret of alice', 200], ['alice', 'wrong', 403], ['carol', 'a secret of carol', 403], ["'or'1'='1", 'x', 403]]) {
    phone.user = user;
    assert.equal(status(await register(phone, password)), expected, user);
  }
  postgres.sql("update people set gone = false where name = 'carol'");
  await wait(600);
  phone.user = 'carol';
  assert.equal(status(await register(phone, 'a secret of carol')), 200);
  phone.close();
});

test('a database that dies: calls go on, nobody new gets in, and it is said', LIMIT, async () => {
  const [phone, rtp] = [await Phone.udp('127.0.0.1', port), await Rtp.open()];
  const calling = phone.call(rtp, { password: 'a secret of alice' });
  const call = await Call.open(node.url, { id: (await webhook.next()).dialogId }, '/call/sip');
  call.send('accept');
  const dialog = await calling;
  rtp.say(dialog.sdp, 600);
  await postgres.stop();
  await wait(600);
  assert.equal(status(await register(phone, 'a secret of alice')), 503);
  assert.ok((await node.counted('users_failed')) > 0);
  const before = rtp.packets.length;
  call.send('play', { url: 'tone:1000' });
  await wait(500);
  assert.ok(rtp.packets.length > before + 15);
  assert.equal(status(await phone.bye(dialog)), 200);
  await call.over();
  [phone, rtp].forEach((one) => one.close());
});
