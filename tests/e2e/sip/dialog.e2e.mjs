/** What SIPp asks for inside of a call, and calls that can not be. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
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
import { ack, agree, answer, bye, heard, invite, pause, provisional, request, response, sipp, stream } from './sipp.mjs';
import { Webhook } from './webhook.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const TONE = `${FOLDER}/tone600-dialog.ul`;
const SPEECH = `${FOLDER}/speech-dialog.wav`;
/** A webhook that never works. */
const broken = createServer((message, reply) => {
  broken.asked = (broken.asked ?? 0) + 1;
  reply.writeHead(500).end();
});
let [node, webhook, target] = [];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'u-law', '-b', '8', '-t', 'raw', TONE, 'synth', '10', 'sine', '600', 'vol', '0.5']);
  execFileSync('sox', ['/usr/share/pocketsphinx/test/data/cards/002.wav', '-r', '8000', '-b', '16', SPEECH, 'pad', '0.5', '1.5']);
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', `${FOLDER}/tone440-dialog.wav`, 'synth', '20', 'sine', '440', 'vol', '0.4']);
  execFileSync('sox', [SPEECH, `${FOLDER}/tone440-dialog.wav`, `${FOLDER}/both-dialog.wav`]);
  webhook = await Webhook.start();
  const [port, useless] = [await freeUdpPort(), await freeUdpPort()];
  await new Promise((resolve) => broken.listen(useless, '127.0.0.1', resolve));
  target = `127.0.0.1:${port}`;
  node = await Node.start('dialog', {
    rtp: { host: '127.0.0.1', firstPort: 29_700, lastPort: 29_749 },
    call: { dtmf: 'info', incoming: { acceptTimeout: 10, webhook: { urls: [`http://127.0.0.1:${useless}`, process.env.VOXBUS_WEBHOOK] } } },
    sip: { enabled: true, listen: { host: '127.0.0.1', udp: port, tcp: port }, guard: { trust: ['127.0.0.0/8'] } },
  });
}, { timeout: 120_000 });
after(async () => {
  await node?.stop();
  await webhook?.stop();
  broken.closeAllConnections();
  broken.close();
});

const take = async () => Call.open(node.url, { id: (await webhook.next()).dialogId }, '/call/sip');
/** An answer that has a header field which says so. */
const told = (code, header, text) => `<recv response="${code}"><action><ereg regexp="${text}" search_in="hdr" header="${header}:" check_it="true" assign_to="1"/></action></recv>\n`;
const REFERENCE = '<Reference variables="1"/>\n';
const acknowledge = (branch) => request('ACK', { cseq: 1, branch }).replace(' retrans="500"', '');

test('an offer that can not be read: 488 with a Warning, and an error for the client', LIMIT, async () => {
  const far = await sipp(invite('', { body: 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio x RTP/AVP 0' })
    + response(100, ' optional="true"') + told(488, 'Warning', '399 voxbus') + acknowledge('[branch-3]') + REFERENCE, target);
  const call = await take();
  call.send('accept');
  assert.ok((await call.event('error', ({ code }) => code === 488)).error);
  assert.equal((await call.event('hangup')).reason, 'failed');
  await far.done;
});

test('a body that is no SDP: 400 with the reason, and no call', LIMIT, async () => {
  const far = await sipp(invite('', { body: 'hello' }) + response(100, ' optional="true"') + told(400, 'Reason', 'no SDP') + acknowledge('[branch-3]') + REFERENCE, target);
  await far.done;
  assert.deepEqual(webhook.told, []);
});

test('in a call: messages both ways, digits by INFO both ways, UPDATE, OPTIONS, a transfer that is asked for', LIMIT, async () => {
  const far = await sipp(invite() + provisional + response(200) + ack() + stream(TONE)
    + heard('MESSAGE') + agree()
    + heard('INFO').replace('/>', '><action><ereg regexp="Signal=5.*Duration=200" search_in="body" check_it="true" assign_to="1"/></action></recv>') + agree() + REFERENCE
    + request('MESSAGE', { cseq: 2, body: 'hello', type: 'text/plain' }) + response(200)
    + request('INFO', { cseq: 3, body: 'Signal=7\nDuration=160', type: 'application/dtmf-relay' }) + response(200)
    + request('UPDATE', { cseq: 4 }) + response(200)
    + request('OPTIONS', { cseq: 5 }) + response(200)
    + request('REFER', { cseq: 6, headers: 'Refer-To: <sip:carol@127.0.0.1>' }) + response(202) + heard('NOTIFY') + agree()
    + bye(7), target);
  const call = await take();
  call.send('accept', { option: { recorder: {} } });
  await call.event('answer');
  await wait(1_500);
  call.send('message', { body: 'are you there' });
  call.send('dtmf', { digits: '5', duration: 200 });
  assert.equal((await call.event('message')).body.trim(), 'hello');
  await call.event('dtmf', ({ digit }) => digit === '7');
  assert.match((await call.event('transferRequest')).referTo, /carol/);
  assert.equal((await call.event('hangup')).reason, 'caller');
  await far.done;
});

test('a call that is sent on by 302 is placed there, and heard', LIMIT, async () => {
  const second = await sipp(heard('INVITE') + answer(200, 'OK', { sdp: true }) + heard('ACK') + stream(TONE) + heard('BYE') + agree(), target);
  const first = await sipp(heard('INVITE') + answer(302, 'Moved').replace(/Contact: .*\n/, `Contact: <${second.uri}>\n`) + heard('ACK'), target);
  const call = await Call.open(node.url, { id: 'moved' }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:alice@127.0.0.1', callee: first.uri, recorder: {} } });
  await call.event('answer');
  await wait(2_000);
  await call.hangup();
  await Promise.all([first.done, second.done]);
  const path = `${node.folder}/recordings/moved.wav`;
  for (let i = 0; i < 100 && !existsSync(path); i++) {
    await wait(50);
  }
  const { rate, channels } = readWav(readFileSync(path));
  assert.ok(millisOfTone(channels[0], rate, 600) > 1_000, 'the one it was sent on to is heard');
});

/** A phone that calls and is taken; it says a tone and keeps what it hears. */
async function caller(use) {
  const [phone, rtp] = [await Phone.udp('127.0.0.1', Number(target.split(':')[1])), await Rtp.open()];
  try {
    await use(phone, rtp);
  } finally {
    [phone, rtp].forEach((one) => one.close());
  }
}

test('whoever is transferred hears music while the other rings, and the client when that one refuses or nobody comes', LIMIT, () => caller(async (phone, rtp) => {
  const calling = phone.call(rtp);
  const call = await take();
  call.send('accept');
  const dialog = await calling;
  const busy = await sipp(heard('INVITE') + answer(180, 'Ringing') + pause(1_200) + answer(486, 'Busy Here') + heard('ACK'), target);
  call.send('refer', { callee: busy.uri, options: { moh: 'tone:700' } });
  await call.event('ringing', ({ refer }) => refer);
  const refused = await call.event('reject', ({ refer }) => refer);
  assert.deepEqual([refused.code, refused.reason], [486, 'Busy Here']);
  await busy.done;
  assert.ok(millisOfTone(rtp.samples(), 8000, 700) > 700, 'the music was heard');
  await wait(200); // a packet of it may still be under way
  rtp.packets.length = 0;
  const away = await sipp(heard('INVITE') + answer(180, 'Ringing') + heard('CANCEL') + agree() + pause(50), target);
  call.send('refer', { callee: away.uri, options: { timeout: 1 } });
  assert.equal((await call.event('reject', ({ refer, code }) => refer && code === 408)).reason, 'Timeout when refer');
  await away.done;
  assert.equal(millisOfTone(rtp.samples(), 8000, 700), 0, 'the music has ended');
  assert.equal(status(await phone.bye(dialog)), 200);
  assert.equal((await call.event('hangup', ({ refer }) => !refer)).reason, 'caller');
}));

test('a webhook that fails is asked again after the others; whom it forwards to is understood, and both are heard', LIMIT, async () => {
  const second = await Baresip.start(`${FOLDER}/both-dialog.wav`, 8000, 'audio_codecs=pcmu/8000/1');
  try {
    await caller(async (phone, rtp) => {
      const asked = broken.asked;
      webhook.failing = 1;
      webhook.answer = { action: 'forward', callee: second.uri, options: { asr: { provider: 'local', extra: { phrases: 'ten of clubs|four queen of clubs|seven of clubs|five five' } } } };
      const dialog = await phone.call(rtp);
      rtp.say(dialog.sdp, 600);
      const { dialogId } = await webhook.next();
      webhook.answer = {};
      assert.ok(broken.asked >= asked + 1 && webhook.failing === 0, 'both have failed before');
      const call = await Call.open(node.url, { id: dialogId, attach: true, since: 0 }, '/call/sip');
      const leg = (await call.event('answer', ({ refer }) => refer)).trackId;
      const said = await call.event('asrFinal', ({ text }) => text);
      assert.deepEqual([said.text, said.trackId], ['four queen of clubs', leg]);
      await until(() => millisOfTone(rtp.samples(), 8000, 440) > 800, 'whoever called hears the other');
      assert.equal(status(await phone.bye(dialog)), 200);
      await call.event('hangup', ({ refer }) => !refer);
    });
    await wait(300);
    const { rate, samples } = second.heard();
    assert.ok(millisOfTone(samples, rate, 600) > 1_000, 'the other hears whoever called');
  } finally {
    await second.stop();
  }
});

test('whoever answers says how often the session is refreshed: by UPDATE when that is for us, and a far end that does not is lost', LIMIT, async () => {
  const timed = (seconds, who) => ({ headers: `Require: timer\nAllow: INVITE, ACK, BYE, UPDATE\nSession-Expires: ${seconds};refresher=${who}` });
  const update = heard('UPDATE').replace('/>', '><action><ereg regexp="^ *2;refresher=uac" search_in="hdr" header="Session-Expires:" check_it="true" assign_to="1"/></action></recv>');
  const why = heard('BYE').replace('/>', '><action><ereg regexp="cause=408" search_in="hdr" header="Reason:" check_it="true" assign_to="1"/></action></recv>');
  const far = await sipp(heard('INVITE') + answer(200, 'OK', { sdp: true, ...timed(2, 'uac') }) + heard('ACK') + stream(TONE)
    + update + answer(200, 'OK', timed(3, 'uas')).replace(';tag=[pid]B[call_number]', '').replace(' retrans="500"', '') + why + agree() + REFERENCE, target);
  const call = await Call.open(node.url, { id: 'timed' }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:alice@127.0.0.1', callee: far.uri } });
  await call.event('answer');
  assert.equal((await call.event('error', ({ code }) => code === 408)).error, 'the session was not refreshed in time');
  assert.equal((await call.event('hangup')).reason, 'failed');
  await far.done;
});
