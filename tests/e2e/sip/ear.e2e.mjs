/** What is heard before a call is answered, around a hold, and of digits that have no packets of their own. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone, shareAt } from '../client/tone.mjs';
import { readWav } from '../client/wav.mjs';
import { Baresip } from './baresip.mjs';
import { body, header, Phone, Rtp, status, tag } from './phone.mjs';
import { agree, answer, heard, pause, sipp, stream } from './sipp.mjs';
import { Webhook } from './webhook.mjs';

const NODE = process.env.VOXBUS_URL;
const PORT = Number(process.env.VOXBUS_SIP_PORT);
const SOUNDS = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const TONE = `${SOUNDS}/ear600.ul`;
let webhook;

before(async () => {
  mkdirSync(SOUNDS, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'u-law', '-b', '8', '-t', 'raw', TONE, 'synth', '10', 'sine', '600', 'vol', '0.5']);
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', `${SOUNDS}/ear440.wav`, 'synth', '60', 'sine', '440', 'vol', '0.4']);
  webhook = await Webhook.start();
});
after(() => webhook?.stop());

async function place(callee, option = {}) {
  const id = `ear-${randomBytes(4).toString('hex')}`;
  const call = await Call.open(NODE, { id }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:alice@127.0.0.1', callee, ...option } });
  return Object.assign(call, { id });
}

/** The caller's channel of the recording. */
async function recording({ id }) {
  const path = `${process.env.VOXBUS_RECORDINGS}/${id}.wav`;
  for (let i = 0; i < 100 && !existsSync(path); i++) {
    await wait(50);
  }
  const { rate, channels } = readWav(readFileSync(path));
  return { rate, samples: channels[0] };
}

/** A call to somebody who says 600 Hz before the answer, for at least so long. */
async function heardEarly(far, millis) {
  const call = await place(far.uri, { recorder: {} });
  await call.event('ringing', ({ earlyMedia }) => earlyMedia);
  await call.event('answer');
  await call.hangup();
  await far.done;
  const { rate, samples } = await recording(call);
  assert.ok(millisOfTone(samples, rate, 600) > millis, 'its tone was heard before the answer');
}

test('out: what the far end says before it answers is heard', LIMIT, async () => {
  const far = await sipp(heard('INVITE') + answer(183, 'Progress', { sdp: true }) + stream(TONE) + pause(2_000)
    + answer(200, 'OK', { sdp: true }) + heard('ACK') + heard('BYE') + agree(), `127.0.0.1:${PORT}`);
  await heardEarly(far, 1_000);
});

test('out: a far end that wants its ringing acknowledged gets a PRACK, and is heard as well', LIMIT, async () => {
  const kept = ['Via', 'From', 'To', 'CSeq'];
  const invited = heard('INVITE').replace('/>', `><action>${kept.map((name, i) => `<ereg regexp=".*" search_in="hdr" header="${name}:" assign_to="${i + 1}"/>`).join('')}</action></recv>`);
  const prack = heard('PRACK').replace('/>', '><action><ereg regexp="^ *17 1 INVITE" search_in="hdr" header="RAck:" check_it="true" assign_to="5"/></action></recv>');
  const taken = kept.reduce((text, name, i) => text.replace(`[last_${name}:]`, `${name}: [$${i + 1}]`), answer(200, 'OK', { sdp: true }));
  const far = await sipp(invited + answer(183, 'Progress', { headers: 'Require: 100rel\nRSeq: 17', sdp: true }) + prack + agree() + stream(TONE)
    + pause(1_500) + taken + heard('ACK') + heard('BYE') + agree() + '<Reference variables="5"/>\n', `127.0.0.1:${PORT}`);
  await heardEarly(far, 800);
});

test('in: a ringtone is heard before the call is taken', LIMIT, async () => {
  const [phone, rtp] = [await Phone.udp('127.0.0.1', PORT), await Rtp.open()];
  webhook.answer = { action: 'ringing', ringtone: 'tone:800' };
  const dialog = { callId: `ear-${randomBytes(4).toString('hex')}`, from: 'ear' };
  phone.send(phone.request('INVITE', dialog, { sdp: rtp.sdp }));
  const call = await Call.open(NODE, { id: (await webhook.next()).dialogId }, '/call/sip');
  webhook.answer = {};
  await phone.next((one) => status(one) === 183);
  await wait(1_500);
  assert.ok(millisOfTone(rtp.samples(), 8000, 800) > 800, 'the ringtone was heard');
  call.send('accept');
  const taken = await phone.next((one) => status(one) === 200 && header(one, 'CSeq') === '1 INVITE');
  const agreed = { ...dialog, to: tag(header(taken, 'To')), uri: /<([^>]+)>/.exec(header(taken, 'Contact'))[1] };
  phone.send(phone.request('ACK', agreed));
  await call.event('answer');
  assert.equal(status(await phone.ask('BYE', agreed, { cseq: 2 })), 200);
  assert.equal((await call.event('hangup')).reason, 'caller');
  rtp.close();
  phone.close();
});

test('baresip is put on hold: it is silent, and heard again when it is taken back', LIMIT, async () => {
  const phone = await Baresip.start(`${SOUNDS}/ear440.wav`, 8000, 'audio_codecs=pcmu/8000/1');
  try {
    const call = await place(phone.uri, { recorder: {} });
    await call.event('mediaReady');
    await wait(1_500);
    call.send('hold');
    await wait(2_000);
    call.send('unhold');
    await wait(1_500);
    await call.hangup();
    const { rate, samples } = await recording(call);
    const at = (from, to) => millisOfTone(samples.subarray(from * rate, to * rate), rate, 440);
    assert.ok(at(0, 1.5) > 700, `before: ${at(0, 1.5)} ms`);
    assert.ok(at(2.2, 3.2) < 200, `on hold: ${at(2.2, 3.2)} ms`);
    assert.ok(at(3.5, samples.length / rate) > 500, `after: ${at(3.5, samples.length / rate)} ms`);
  } finally {
    await phone.stop();
  }
});

test('a phone that takes no events hears the tones of a digit', LIMIT, async () => {
  const [phone, rtp] = [await Phone.udp('127.0.0.1', PORT), await Rtp.open()];
  const call = await place(`sip:bob@${phone.contact}`);
  const invite = await phone.next((one) => one.startsWith('INVITE '));
  phone.answer(invite, 200, 'OK', { to: 'ear', sdp: rtp.sdp });
  rtp.say(body(invite), 600);
  await call.event('mediaReady');
  call.send('dtmf', { digits: '5', duration: 300 });
  await wait(1_000);
  const samples = rtp.samples();
  let millis = 0;
  for (let i = 0; i + 160 <= samples.length; i += 160) {
    const step = samples.subarray(i, i + 160);
    millis += shareAt(step, 8000, 770) > 0.25 && shareAt(step, 8000, 1336) > 0.25 ? 20 : 0;
  }
  assert.ok(millis >= 200 && millis <= 400, `770 and 1336 Hz for ${millis} ms`);
  call.send('hangup');
  phone.answer(await phone.next((one) => one.startsWith('BYE ')), 200, 'OK');
  await call.over();
  rtp.close();
  phone.close();
});
