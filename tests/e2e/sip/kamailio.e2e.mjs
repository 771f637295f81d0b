/** Through Kamailio, as carriers and companies have it in between: out and in, with sound. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { readWav } from '../client/wav.mjs';
import { Baresip } from './baresip.mjs';
import { Kamailio } from './kamailio.mjs';
import { agree, answer, heard as hears, sipp, stream } from './sipp.mjs';
import { Webhook } from './webhook.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const NODE = process.env.VOXBUS_URL;
const LIMIT = { timeout: 60_000 };
const [USER, PASSWORD] = ['bob', 'secretofbob'];
const TONE = `${FOLDER}/tone440-kamailio.wav`;
const ULAW = `${FOLDER}/tone600-kamailio.ul`;
let [webhook, kamailio, phone] = [];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', TONE, 'synth', '60', 'sine', '440', 'vol', '0.4']);
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'u-law', '-b', '8', '-t', 'raw', ULAW, 'synth', '10', 'sine', '600', 'vol', '0.5']);
  webhook = await Webhook.start();
  kamailio = await Kamailio.start(`127.0.0.1:${process.env.VOXBUS_SIP_PORT}`, USER, PASSWORD);
  phone = await Baresip.start(TONE, 8000, `auth_user=${USER};auth_pass=${PASSWORD};audio_codecs=pcmu/8000/1`, { of: `${USER}@127.0.0.1:${kamailio.port}` });
}, { timeout: 60_000 });
after(async () => {
  await phone?.stop();
  await kamailio?.stop();
  await webhook?.stop();
});

async function recorded(call, hertz) {
  const path = `${process.env.VOXBUS_RECORDINGS}/${call.id}.wav`;
  for (let i = 0; i < 100 && !existsSync(path); i++) {
    await wait(50);
  }
  const { rate, channels } = readWav(readFileSync(path));
  return millisOfTone(channels[0], rate, hertz);
}

const heard = () => {
  const { rate, samples } = phone.heard();
  return millisOfTone(samples, rate, 1000);
};

test('out through Kamailio, which wants a password, to the phone that is registered there', LIMIT, async () => {
  const id = `kamailio-${Date.now()}`;
  const call = Object.assign(await Call.open(NODE, { id }, '/call/sip'), { id });
  call.send('invite', { option: { caller: 'sip:us@127.0.0.1', callee: `sip:${USER}@127.0.0.1:${kamailio.port}`, recorder: {}, sip: { username: 'us', password: PASSWORD } } });
  await call.event('answer');
  call.send('play', { url: 'tone:1000' });
  await wait(2_000);
  await call.hangup();
  assert.ok((await recorded(call, 440)) > 1_200, 'we hear the phone');
  assert.ok(heard() > 1_200, 'the phone hears us');
});

test('in through Kamailio: digits, hold and the end find their way along its route', LIMIT, async () => {
  phone.command('dial', `sip:voxbus@127.0.0.1:${kamailio.port}`);
  const { dialogId } = await webhook.next();
  const call = Object.assign(await Call.open(NODE, { id: dialogId }, '/call/sip'), { id: dialogId });
  call.send('accept', { option: { recorder: {} } });
  await call.event('mediaReady');
  await wait(1_000);
  phone.command('sndcode', '7');
  await call.event('dtmf', ({ digit }) => digit === '7');
  phone.command('hold');
  await call.event('hold', ({ onHold }) => onHold);
  phone.command('resume');
  await call.event('hold', ({ onHold }) => !onHold);
  call.send('hangup'); // by us this time: our BYE has to take the route
  assert.equal((await call.event('hangup')).initiator, 'client');
  await call.over();
  assert.ok((await recorded(call, 440)) > 800);
});

test('out through a Kamailio that wants the password proven by SHA-256', LIMIT, async () => {
  const far = await sipp(hears('INVITE') + answer(200, 'OK', { sdp: true }) + hears('ACK') + stream(ULAW) + hears('BYE') + agree(), '127.0.0.1:9');
  const strict = await Kamailio.start(`127.0.0.1:${far.port}`, USER, PASSWORD, 'SHA-256');
  try {
    const id = `sha256-${Date.now()}`;
    const call = Object.assign(await Call.open(NODE, { id }, '/call/sip'), { id });
    call.send('invite', { option: { caller: 'sip:us@127.0.0.1', callee: `sip:carol@127.0.0.1:${strict.port}`, recorder: {}, sip: { username: 'us', password: PASSWORD } } });
    await call.event('answer');
    await wait(1_500);
    await call.hangup();
    await far.done;
    assert.ok((await recorded(call, 600)) > 700, 'we hear the far end');
  } finally {
    far.stop();
    await strict.stop();
  }
});

test('whom Kamailio does not know it refuses, and that is what is told', LIMIT, async () => {
  const call = await Call.open(NODE, { id: `wrong-${Date.now()}` }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:us@127.0.0.1', callee: `sip:${USER}@127.0.0.1:${kamailio.port}`, sip: { username: 'us', password: 'wrong' } } });
  assert.equal((await call.event('reject')).code, 407);
  await call.over();
});
