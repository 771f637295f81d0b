/** Telephone calls with SIPp and baresip at the other end: what is signalled and what is heard. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { readWav } from '../client/wav.mjs';
import { Baresip } from './baresip.mjs';
import { ack, agree, answer, bye, heard, invite, pause, provisional, request, response, sipp, stream, touch } from './sipp.mjs';
import { onlySuite } from './suites.mjs';
import { Webhook } from './webhook.mjs';

const NODE = process.env.VOXBUS_URL;
const TARGET = `127.0.0.1:${process.env.VOXBUS_SIP_PORT}`;
const RECORDINGS = process.env.VOXBUS_RECORDINGS;
const SOUNDS = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const TONE = `${SOUNDS}/tone600.ul`;
let webhook;

before(async () => {
  mkdirSync(SOUNDS, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'u-law', '-b', '8', '-t', 'raw', TONE, 'synth', '10', 'sine', '600', 'vol', '0.5']);
  for (const rate of [8000, 16000, 48000]) {
    execFileSync('sox', ['-n', '-r', String(rate), '-c', '1', '-b', '16', `${SOUNDS}/tone440-${rate}.wav`, 'synth', '60', 'sine', '440', 'vol', '0.4']);
  }
  webhook = await Webhook.start();
});
after(() => webhook?.stop());

const place = (callee, option = {}, id = `out-${Date.now()}`) => dial(callee, option, id);

async function dial(callee, option, id) {
  const call = await Call.open(NODE, { id }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:alice@127.0.0.1', callee, ...option } });
  return Object.assign(call, { id });
}

async function take(id) {
  return Object.assign(await Call.open(NODE, { id }, '/call/sip'), { id });
}

async function exists(path) {
  for (let i = 0; i < 100 && !existsSync(path); i++) {
    await wait(50);
  }
  assert.ok(existsSync(path), path);
}

/** How long a tone is in the caller's channel of a recording. */
async function recorded(call, hertz) {
  const path = `${RECORDINGS}/${call.id}.wav`;
  await exists(path);
  const { rate, channels } = readWav(readFileSync(path));
  return millisOfTone(channels[0], rate, hertz);
}

async function record(id) {
  const folder = `${RECORDINGS}/../cdr`;
  for (let i = 0; i < 50; i++) {
    const file = existsSync(folder) && readdirSync(folder).find((name) => name.endsWith(`_${id}.json`));
    if (file) {
      return JSON.parse(readFileSync(`${folder}/${file}`));
    }
    await wait(100);
  }
  throw new Error(`no record of ${id}`);
}

test('out to SIPp: rings, early media, is answered, heard, hung up with headers', LIMIT, async () => {
  const far = await sipp(heard('INVITE') + answer(180, 'Ringing') + pause(300) + answer(183, 'Progress', { sdp: true })
    + pause(300) + answer(200, 'OK', { sdp: true }) + heard('ACK') + stream(TONE)
    + `<recv request="BYE"><action><ereg regexp="done" search_in="hdr" header="X-Why:" check_it="true" assign_to="1"/></action></recv><Reference variables="1"/>\n` + agree(), TARGET);
  const call = await place(far.uri, { recorder: {} });
  await call.event('ringing', ({ earlyMedia }) => !earlyMedia);
  await call.event('ringing', ({ earlyMedia }) => earlyMedia);
  await call.event('answer');
  await call.event('mediaReady');
  await wait(2_000);
  call.send('hangup', { headers: { 'X-Why': 'done' } });
  await call.over();
  await far.done;
  assert.equal(call.closed.code, 1000);
  assert.ok((await recorded(call, 600)) > 1_200, 'the tone of SIPp was heard');
  const { status_code, ring_time, answer_time } = await record(call.id);
  assert.equal(status_code, 200);
  assert.ok(ring_time < answer_time);
});

test('out by TCP', LIMIT, async () => {
  const far = await sipp(heard('INVITE') + answer(200, 'OK', { sdp: true }) + heard('ACK') + pause(300) + heard('BYE') + agree(), TARGET, { transport: 't1' });
  const call = await place(`${far.uri};transport=tcp`);
  await call.event('answer');
  await wait(400);
  await call.hangup();
  await far.done;
});

for (const [code, reason, told] of [[486, 'Busy Here', 'rejected'], [404, 'Not Found', 'failed'], [480, 'Away', 'noAnswer']]) {
  test(`out, refused with ${code}`, LIMIT, async () => {
    const far = await sipp(heard('INVITE') + answer(code, reason) + heard('ACK'), TARGET);
    const call = await place(far.uri);
    await call.over();
    await far.done;
    assert.deepEqual(call.events.map(({ event }) => event), ['reject', 'error', 'hangup']);
    assert.equal(call.events[0].code, code);
    assert.equal(call.events[2].reason, told);
  });
}

test('out, given up while it rings', LIMIT, async () => {
  const far = await sipp(heard('INVITE') + answer(180, 'Ringing') + heard('CANCEL') + agree()
    + pause(50), TARGET);
  const call = await place(far.uri);
  await call.event('ringing');
  await call.hangup();
  await far.done;
});

test('out, an account is proven', LIMIT, async () => {
  const far = await sipp(heard('INVITE')
    + answer(401, 'Unauthorized', { headers: 'WWW-Authenticate: Digest realm="e2e", nonce="47", algorithm=MD5, qop="auth"' })
    + heard('ACK')
    + `<recv request="INVITE" auth="true"><action><verifyauth assign_to="ok" username="alice" password="secret"/></action></recv><nop hide="true" test="ok" next="good"/><nop><action><error message="the password is wrong"/></action></nop><label id="good"/>\n`
    + answer(200, 'OK', { sdp: true }) + heard('ACK') + heard('BYE') + agree(), TARGET);
  const call = await place(far.uri, { sip: { username: 'alice', password: 'secret' } });
  await call.event('answer');
  await call.hangup();
  await far.done;
});

test('in from SIPp: webhook, socket, ringing, accept, heard, hung up by the caller', LIMIT, async () => {
  const far = await sipp(invite('X-Order: 7') + response(100, ' optional="true"') + response(180) + response(200) + ack()
    + stream(TONE) + pause(2_500) + bye(), TARGET);
  const told = await webhook.next();
  assert.equal(told.dialog_id, told.dialogId);
  assert.ok(told.headers.includes('X-Order: 7'));
  const call = await take(told.dialogId);
  await call.event('incoming');
  call.send('ringing');
  await wait(200);
  call.send('accept', { option: { recorder: {} } });
  await call.event('answer');
  await far.done;
  const { reason } = await call.event('hangup');
  assert.equal(reason, 'caller');
  assert.ok((await recorded(call, 600)) > 1_500);
});

test('in, reliable early media', LIMIT, async () => {
  const acknowledged = `${SOUNDS}/acknowledged-${Date.now()}`;
  webhook.answer = { action: 'ringing', ringtone: 'tone:800' };
  const far = await sipp(invite('Supported: 100rel') + response(100, ' optional="true"')
    + `<recv response="183"><action><ereg regexp="[0-9]+" search_in="hdr" header="RSeq:" check_it="true" assign_to="rseq"/></action></recv>\n`
    + request('PRACK', { cseq: 2, headers: 'RAck: [$rseq] 1 INVITE' }) + response(200) + touch(acknowledged) + response(200) + ack() + pause(200) + bye(3), TARGET);
  const call = await take((await webhook.next()).dialogId);
  webhook.answer = {};
  await exists(acknowledged); // an accept that comes before the early media is answered at once, without it
  call.send('accept');
  await call.event('answer');
  await far.done;
});

test('in, given up before it is taken', LIMIT, async () => {
  const cancel = request('CANCEL', { to: '', cseq: 1, branch: '[branch-4]' }).replace(' retrans="500"', '');
  const far = await sipp(invite() + response(100, ' optional="true"') + response(180) + pause(300) + cancel + response(200) + response(487)
    + request('ACK', { cseq: 1, branch: '[branch-7]' }).replace(' retrans="500"', ''), TARGET);
  const call = await take((await webhook.next()).dialogId);
  call.send('ringing');
  const { reason, initiator } = await call.event('hangup');
  assert.deepEqual([reason, initiator], ['canceled', 'caller']);
  await far.done;
});

test('in, nobody takes it', LIMIT, async () => {
  const far = await sipp(invite() + response(100, ' optional="true"') + response(480) + request('ACK', { cseq: 1, branch: '[branch-3]' }).replace(' retrans="500"', ''), TARGET);
  const { dialogId } = await webhook.next();
  await far.done;
  const { status_code, hangup_reason } = await record(dialogId);
  assert.deepEqual([status_code, hangup_reason], [480, 'no_answer']);
});

for (const [codec, rate, account] of [['PCMU', 8000, 'audio_codecs=pcmu/8000/1'], ['G.722', 16000, 'audio_codecs=g722/16000/1'],
  ['Opus', 48000, 'audio_codecs=opus/48000/2'], ['PCMU over SRTP', 8000, 'audio_codecs=pcmu/8000/1;mediaenc=srtp-mand']]) {
  test(`baresip, ${codec}: both sides hear each other's tone`, LIMIT, async () => {
    const phone = await Baresip.start(`${SOUNDS}/tone440-${rate}.wav`, rate, account);
    try {
      const call = await place(phone.uri, { recorder: {}, sip: codec.includes('SRTP') ? { enable_srtp: true } : {} });
      await call.event('answer');
      call.send('play', { url: 'tone:1000' });
      await wait(3_000);
      await call.hangup();
      await wait(300);
      assert.ok((await recorded(call, 440)) > 1_500, 'we heard 440 Hz');
      const { rate: heardRate, samples } = phone.heard();
      assert.ok(millisOfTone(samples, heardRate, 1000) > 1_500, 'baresip heard 1000 Hz');
    } finally {
      await phone.stop();
    }
  });
}

for (const suite of ['AES_CM_128_HMAC_SHA1_32', 'AEAD_AES_128_GCM']) {
  test(`baresip, ${suite}: both sides hear each other's tone`, LIMIT, async () => {
    const phone = await Baresip.start(`${SOUNDS}/tone440-8000.wav`, 8000, 'audio_codecs=pcmu/8000/1;mediaenc=srtp-mand');
    const relay = await onlySuite(suite, Number(phone.uri.split(':').pop()));
    try {
      const call = await place(relay.uri, { recorder: {}, sip: { enable_srtp: true } });
      await call.event('answer');
      call.send('play', { url: 'tone:1000' });
      await wait(2_500);
      await call.hangup();
      assert.equal(relay.answered, suite);
      assert.ok((await recorded(call, 440)) > 1_000, 'we heard 440 Hz');
      const { rate, samples } = phone.heard();
      assert.ok(millisOfTone(samples, rate, 1000) > 1_000, 'baresip heard 1000 Hz');
    } finally {
      relay.close();
      await phone.stop();
    }
  });
}

test('baresip calls, sends digits, holds and hangs up', LIMIT, async () => {
  const phone = await Baresip.start(`${SOUNDS}/tone440-8000.wav`, 8000, 'audio_codecs=pcmu/8000/1;dtmfmode=rtpevent');
  try {
    phone.command('dial', `sip:voxbus@${TARGET}`);
    const call = await take((await webhook.next()).dialogId);
    call.send('accept', { option: { recorder: {} } });
    await call.event('mediaReady');
    await wait(1_000);
    phone.command('sndcode', '5');
    await call.event('dtmf', ({ digit }) => digit === '5');
    phone.command('hold');
    await call.event('hold', ({ onHold }) => onHold);
    phone.command('resume');
    await call.event('hold', ({ onHold }) => !onHold);
    phone.command('hangup');
    assert.equal((await call.event('hangup')).reason, 'caller');
    assert.ok((await recorded(call, 440)) > 200);
  } finally {
    await phone.stop();
  }
});

test('a call of SIPp is transferred to baresip, and both are heard', LIMIT, async () => {
  const phone = await Baresip.start(`${SOUNDS}/tone440-8000.wav`, 8000, 'audio_codecs=pcmu/8000/1');
  try {
    const far = await sipp(invite() + provisional + response(200) + ack() + stream(TONE) + pause(4_000) + bye(), TARGET);
    const call = await take((await webhook.next()).dialogId);
    call.send('accept');
    await call.event('answer');
    call.send('refer', { callee: phone.uri });
    await call.event('answer', ({ refer }) => refer);
    await far.done;
    assert.equal((await call.event('hangup')).reason, 'caller');
    await wait(300);
    const { rate, samples } = phone.heard();
    assert.ok(millisOfTone(samples, rate, 600) > 1_500, 'baresip heard SIPp');
  } finally {
    await phone.stop();
  }
});
