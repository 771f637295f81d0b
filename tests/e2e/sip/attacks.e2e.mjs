/** What strangers try: floods, scans, guesses, forged messages, packets into other people's calls. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { readWav } from '../client/wav.mjs';
import { Node } from './node.mjs';
import { body, header, Phone, Rtp, status } from './phone.mjs';
import { freeUdpPort } from './ports.mjs';
import { Webhook } from './webhook.mjs';

const LIMIT = { timeout: 60_000 };
const RATE = 8000;
const SCANNER = '127.0.0.70';
const GUESSER = '127.0.0.71';
const ATTACKER = '127.0.0.66';
const ROAMER = '127.0.0.68';
const PASSWORD = 'a secret of alice';
const RTP_TIMEOUT = 3;
let [node, webhook, port] = [];

before(async () => {
  mkdirSync(process.env.VOXBUS_SIP_LOGS, { recursive: true });
  port = await freeUdpPort();
  webhook = await Webhook.start();
  node = await Node.start('attacked', {
    rtp: { host: '127.0.0.1', firstPort: 29100, lastPort: 29299, nat: 'learn', rtpTimeout: RTP_TIMEOUT },
    call: { incoming: { acceptTimeout: 5, webhook: { urls: [process.env.VOXBUS_WEBHOOK] } } },
    sip: {
      listen: { host: '127.0.0.1', udp: port, tcp: port, late: 5 },
      guard: { rate: 100_000, burst: 100_000, failures: 5 }, users: { accounts: [{ name: 'alice', password: PASSWORD }] },
    },
  });
}, { timeout: 90_000 });
after(async () => {
  await webhook?.stop();
  await node?.stop();
});

const phone = (address) => Phone.udp('127.0.0.1', port, address);

/** A call of alice that the application takes: both sides of it. */
async function talk(caller, rtp, option = {}) {
  webhook.told.length = 0;
  const calling = caller.call(rtp, { password: PASSWORD });
  const { dialogId } = await webhook.next();
  const call = Object.assign(await Call.open(node.url, { id: dialogId }, '/call/sip'), { id: dialogId });
  call.send('accept', { option });
  return [await calling, call];
}

const gaps = (packets) => packets.filter(({ sequence }, i) => i > 0 && ((sequence - packets[i - 1].sequence) & 0xffff) !== 1).length;

test('8,000 INVITEs without a password: as many answers, none again, and a call loses no frame', LIMIT, async () => {
  const [alice, rtp] = [await phone(), await Rtp.open()];
  const [dialog, call] = await talk(alice, rtp);
  rtp.say(dialog.sdp, 600);
  call.send('play', { url: 'tone:1000' });
  const strangers = await Promise.all(Array.from({ length: 40 }, (_, i) => phone(`127.0.1.${i + 1}`)));
  await wait(500);
  const before = { at: performance.now(), packets: rtp.packets.length };
  const answers = () => strangers.reduce((sum, one) => sum + one.heard.length, 0);
  for (let sent = 0; sent < 8_000; sent += strangers.length) {
    strangers.forEach((one) => one.send(one.request('INVITE', {}, { sdp: rtp.sdp })));
    await wait(12);
    // As much as the machine carries: what its kernel drops when it is busy with others, nobody can answer.
    for (let i = 0; i < 200 && answers() < sent - 400; i++) {
      await wait(10);
    }
  }
  for (let i = 0; i < 100 && answers() < 8_000; i++) {
    await wait(50);
  }
  await wait(1_500); // what had a transaction would be sent again after 0.5 s
  assert.equal(answers(), 8_000);
  assert.ok(strangers.every((one) => one.heard.every((answer) => status(answer) === 407)));
  const frames = (performance.now() - before.at) / 20;
  const heard = rtp.packets.length - before.packets;
  assert.equal(gaps(rtp.packets), 0);
  assert.ok(heard > 0.75 * frames, `${heard} frames instead of ${frames}`); // generator and node share the machine with others
  assert.equal(status(await alice.bye(dialog)), 200);
  assert.equal((await call.event('hangup')).reason, 'caller');
  [...strangers, alice, rtp].forEach((one) => one.close());
});

test('scanners get no answer, are banned and counted', LIMIT, async () => {
  const [scanner, honest] = [await phone(SCANNER), await phone()];
  const [scanners, banned] = [await node.counted('scanner'), await node.counted('banned')];
  scanner.send(scanner.request('OPTIONS', {}, { headers: ['User-Agent: friendly-scanner'] }));
  await wait(100);
  scanner.send(scanner.request('OPTIONS', {}));
  assert.equal(status(await honest.ask('OPTIONS', { callId: 'honest' })), 200);
  await wait(200);
  assert.deepEqual(scanner.heard, []);
  assert.deepEqual([await node.counted('scanner'), await node.counted('banned')], [scanners + 1, banned + 1]);
  [scanner, honest].forEach((one) => one.close());
});

test('whoever guesses passwords is banned before the right one, and learns of no account', LIMIT, async () => {
  const guesser = await phone(GUESSER);
  const codes = { alice: [], nobody: [] };
  for (const [user, guess] of [['nobody', 'a'], ['alice', 'b'], ['nobody', 'c'], ['alice', 'd'], ['nobody', 'e']]) {
    guesser.user = user;
    const answer = await guesser.ask('REGISTER', { callId: `guess-${guess}`, uri: 'sip:voxbus' }, { password: guess });
    codes[user].push(`${status(answer)} ${answer.split('\r\n')[0]}`);
  }
  assert.equal(new Set([...codes.alice, ...codes.nobody]).size, 1);
  guesser.user = 'alice';
  guesser.send(guesser.request('REGISTER', { uri: 'sip:voxbus' }));
  await wait(300);
  assert.deepEqual(guesser.heard, []);
  assert.ok((await node.counted('wrong_password')) >= 5);
  guesser.close();
});

test('a proof of the password is good once, and a nonce of somebody else never', LIMIT, async () => {
  const alice = await phone('127.0.0.72');
  const dialog = { callId: 'replayed', from: 'replayed', uri: 'sip:voxbus', toUri: 'sip:alice@voxbus' };
  const ask = (cseq, ...headers) => alice.ask('REGISTER', dialog, { cseq, headers });
  const challenged = header(await ask(1), 'WWW-Authenticate');
  const proof = `Authorization: ${alice.proof(challenged, 'REGISTER', dialog.uri, PASSWORD)}`;
  assert.equal(status(await ask(2, proof)), 200);
  const replayed = await ask(3, proof);
  assert.equal(status(replayed), 401);
  assert.match(header(replayed, 'WWW-Authenticate'), /stale="?true/i);
  const forged = alice.proof(challenged.replace(/nonce="[^"]*"/, 'nonce="c2VjcmV0"'), 'REGISTER', dialog.uri, PASSWORD);
  const refused = await ask(4, `Authorization: ${forged}`);
  assert.equal(status(refused), 401);
  assert.doesNotMatch(header(refused, 'WWW-Authenticate'), /stale="?true/i);
  alice.close();
});

test('BYE, re-INVITE and CANCEL of others do not touch a call; a late BYE gets 481', LIMIT, async () => {
  const [alice, rtp, other] = [await phone(), await Rtp.open(), await phone(ATTACKER)];
  const [dialog, call] = await talk(alice, rtp);
  rtp.say(dialog.sdp, 600);
  const forged = [{ ...dialog, to: 'wrong' }, { ...dialog, from: 'wrong' }];
  for (const [i, one] of forged.entries()) {
    for (const [method, cseq] of [['BYE', 100 + i], ['INVITE', 110 + i]]) {
      assert.equal(status(await other.ask(method, one, { cseq })), 481, method);
    }
  }
  assert.equal(status(await other.ask('CANCEL', { ...dialog, to: '' }, { cseq: dialog.cseq })), 481);
  const heard = rtp.packets.length;
  call.send('play', { url: 'tone:1000' });
  await wait(500);
  assert.ok(rtp.packets.length > heard + 15, 'the call goes on');
  assert.equal(status(await alice.bye(dialog)), 200);
  await call.event('hangup');
  assert.equal(status(await alice.ask('BYE', dialog, { cseq: dialog.cseq + 2 })), 481);
  [alice, rtp, other].forEach((one) => one.close());
});

test('whoever knows the tags of a call but is elsewhere needs its password; so does the phone when it moves', LIMIT, async () => {
  const [alice, rtp, other, moved] = [await phone(), await Rtp.open(), await phone(ATTACKER), await phone(ROAMER)];
  const [dialog, call] = await talk(alice, rtp);
  rtp.say(dialog.sdp, 600);
  assert.equal(status(await other.ask('BYE', dialog, { cseq: 100 })), 407);
  assert.equal(status(await other.ask('BYE', dialog, { cseq: 101, password: 'a guess' })), 403);
  other.send(other.request('CANCEL', dialog, { cseq: dialog.cseq }));
  const heard = rtp.packets.length;
  call.send('play', { url: 'tone:1000' });
  await wait(500);
  assert.ok(rtp.packets.length > heard + 15, 'the call goes on');
  assert.ok((await node.counted('elsewhere')) >= 3);
  assert.equal(status(await moved.ask('BYE', dialog, { cseq: 110, password: PASSWORD })), 200);
  assert.equal((await call.event('hangup')).reason, 'caller');
  [alice, rtp, other, moved].forEach((one) => one.close());
});

test('RTP from elsewhere is neither heard nor answered, however much of it comes', LIMIT, async () => {
  const [alice, rtp] = [await phone(), await Rtp.open()];
  const [dialog, call] = await talk(alice, rtp, { recorder: {} });
  rtp.say(dialog.sdp, 600);
  call.send('play', { url: 'tone:1000' });
  await wait(300);
  const [thief, flood] = [await Rtp.open(ATTACKER), await Rtp.open('127.0.0.67')];
  thief.say(dialog.sdp, 900); // with the SSRC of alice
  flood.say(dialog.sdp, 1500, { everyMillis: 1, ssrc: 99 });
  await wait(2_000);
  await until(() => millisOfTone(rtp.samples(), RATE, 1000) > 1_800, 'alice hears us');
  assert.ok(thief.packets.length < 5 && flood.packets.length < 5, `${thief.packets.length}, ${flood.packets.length} packets leaked`);
  assert.equal(gaps(rtp.packets), 0);
  assert.equal(status(await alice.bye(dialog)), 200);
  await call.over();
  await wait(300);
  const { rate, channels } = readWav(readFileSync(`${node.folder}/recordings/${call.id}.wav`));
  assert.ok(millisOfTone(channels[0], rate, 600) > 1_800, 'we hear alice');
  assert.equal(millisOfTone(channels[0], rate, 900) + millisOfTone(channels[0], rate, 1500), 0);
  [alice, rtp, thief, flood].forEach((one) => one.close());
});

test('after a re-INVITE the phone is heard where it says it is, and not where it was', LIMIT, async () => {
  const [alice, rtp, moved] = [await phone(), await Rtp.open(), await Rtp.open(ROAMER)];
  const [dialog, call] = await talk(alice, rtp, { recorder: {} });
  rtp.say(dialog.sdp, 600);
  await wait(1_000);
  const changed = await alice.ask('INVITE', dialog, { cseq: dialog.cseq + 1, sdp: moved.sdp, password: PASSWORD });
  assert.equal(status(changed), 200);
  const cseq = Number(header(changed, 'CSeq').split(' ')[0]);
  alice.send(alice.request('ACK', dialog, { cseq }));
  moved.say(body(changed), 900);
  call.send('play', { url: 'tone:1000' });
  await wait(500);
  const left = rtp.packets.length;
  await wait(1_500);
  assert.ok(rtp.packets.length < left + 3, 'nothing goes where it was');
  assert.ok(millisOfTone(moved.samples(), RATE, 1000) > 1_000, 'it hears us where it is');
  assert.equal(status(await alice.bye({ ...dialog, cseq })), 200);
  await call.over();
  await wait(300);
  const { rate, channels } = readWav(readFileSync(`${node.folder}/recordings/${call.id}.wav`));
  const last = channels[0].subarray(-rate);
  assert.ok(millisOfTone(last, rate, 900) > 600, 'we hear it where it is');
  assert.equal(millisOfTone(last, rate, 600), 0);
  [alice, rtp, moved].forEach((one) => one.close());
});

test('a phone that vanishes: rtpTimeout, and a BYE', LIMIT, async () => {
  const [alice, rtp] = [await phone(), await Rtp.open()];
  const [dialog, call] = await talk(alice, rtp);
  rtp.say(dialog.sdp, 600);
  await wait(500);
  rtp.silence();
  const since = Date.now();
  assert.equal((await call.event('hangup')).reason, 'rtpTimeout');
  const millis = Date.now() - since;
  assert.ok(millis > RTP_TIMEOUT * 1000 - 500 && millis < RTP_TIMEOUT * 1000 + 3_000, `${millis} ms`);
  const bye = await alice.next((one) => one.startsWith('BYE '));
  assert.equal(header(bye, 'Call-ID'), dialog.callId);
  alice.answer(bye, 200, 'OK');
  [alice, rtp].forEach((one) => one.close());
});
