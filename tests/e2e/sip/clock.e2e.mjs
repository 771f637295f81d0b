/** The clock of a node's machine is set while calls run: they go on as if it had not been, and what begins later has the new time. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { Baresip } from './baresip.mjs';
import { Node } from './node.mjs';
import { freeUdpPort } from './ports.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const TONE = `${FOLDER}/clock440.wav`;
const CLOCK = `${FOLDER}/clock.time`;
const FAKE = '/usr/$LIB/faketime/libfaketimeMT.so.1'; // $LIB: the linker's word for the libraries of this machine
const HOUR = 3_600_000;
let [node, bob] = [];

/** By so many hours it differs from the clock of this test. */
const set = (hours) => writeFileSync(CLOCK, `${hours < 0 ? '' : '+'}${hours}h\n`);
const hoursAhead = (event) => Math.round((event.timestamp - Date.now()) / HOUR);

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', TONE, 'synth', '60', 'sine', '440', 'vol', '0.4']);
  bob = await Baresip.start(TONE, 8000, 'audio_codecs=pcmu/8000/1');
  set(0);
  rmSync(`${FOLDER}/clock`, { recursive: true, force: true }); // the records of an earlier run
  const port = await freeUdpPort();
  node = await Node.start('clock', {
    rtp: { host: '127.0.0.1', firstPort: 29_900, lastPort: 29_999 },
    sip: { enabled: true, listen: { host: '127.0.0.1', udp: port, tcp: port }, guard: { trust: ['127.0.0.0/8'] }, calls: { sessionExpires: 1800 } },
  }, { LD_PRELOAD: FAKE, FAKETIME_TIMESTAMP_FILE: CLOCK, FAKETIME_CACHE_DURATION: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_FORCE_MONOTONIC_FIX: '0' });
}, { timeout: 90_000 });
after(async () => {
  await node?.stop();
  await bob?.stop();
});

test('calls talk on and wait as long as they were told when the clock is set forward and back', { timeout: 90_000 }, async () => {
  const phone = await Call.open(node.url, { id: 'phone' }, '/call/sip');
  phone.send('invite', { option: { caller: 'sip:us@voxbus', callee: bob.uri, recorder: {} } });
  await phone.event('answer');
  phone.send('play', { url: 'tone:1000' });
  const patient = await Call.place(node.url, {}, { id: 'patient' });
  patient.send('tts', { text: 'Are you there?', waitInputTimeout: 60_000 });
  const asked = await patient.event('trackEnd');

  set(1);
  await wait(2_000);
  const later = await Call.place(node.url, {}, { id: 'later' });
  assert.equal(hoursAhead(await later.event('answer')), 1, 'a call that begins now has the new time');
  phone.send('play', { url: 'tone:1400' });
  const began = await phone.event('trackStart', ({ playId }) => playId === 'tone:1400');
  assert.ok(began.timestamp - asked.timestamp < 60_000, 'the time of a call goes on as it was');
  await wait(2_000);
  assert.deepEqual([phone.closed, patient.closed, patient.named('silence')], [null, null, []], 'nobody has waited too long');

  set(-1);
  later.send('tts', { text: 'Hello?', waitInputTimeout: 500 });
  await later.event('silence');
  await wait(2_000); // by then the node has looked at the clock
  const last = await Call.place(node.url, {}, { id: 'last' });
  assert.equal(hoursAhead(await last.event('answer')), -1);
  await Promise.all([phone, patient, later, last].map((call) => call.hangup()));

  const { rate, samples } = bob.heard();
  assert.ok(millisOfTone(samples, rate, 1000) > 1_500 && millisOfTone(samples, rate, 1400) > 1_500, 'bob has heard both tones');
  const cdr = `${node.folder}/cdr`;
  await until(() => readdirSync(cdr).length === 4, 'a record of each call');
  const lasted = readdirSync(cdr).map((file) => JSON.parse(readFileSync(`${cdr}/${file}`, 'utf8')))
    .map((record) => Date.parse(record.end_time) - Date.parse(record.start_time));
  assert.ok(lasted.every((millis) => millis >= 0 && millis < 60_000), String(lasted));
});
