/**
 * Tones, files and keys: what is played is heard, whole and in the right codec; what is recorded holds both sides.
 * VOXBUS_URL is the node, VOXBUS_SOUNDS its media root, VOXBUS_RECORDINGS where it records.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { decode, encode, load, RATE } from '../client/codecs.mjs';
import { millisOfTone, shareAt } from '../client/tone.mjs';
import { readWav } from '../client/wav.mjs';

const { VOXBUS_URL: node, VOXBUS_SOUNDS: sounds, VOXBUS_RECORDINGS: recordings } = process.env;
const LIMIT = { timeout: 60_000 };
mkdirSync(sounds, { recursive: true });

function run(program, ...args) {
  const { status, stderr, error } = spawnSync(program, args);
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${error ?? stderr}`);
}

/** Makes a tone in the media root, in whatever format the name says. */
function makeTone(name, hertz, seconds) {
  const wav = join(sounds, `${name}.src.wav`);
  run('sox', '-n', '-r', '44100', '-c', '2', '-b', '16', wav, 'synth', String(seconds), 'sine', String(hertz), 'gain', '-6');
  run('ffmpeg', '-y', '-loglevel', 'error', '-i', wav, join(sounds, name));
  return name;
}

const heardBy = (call, codec = 'pcm') => decode(call.audio.map(({ payload }) => payload), codec);

async function playAll(call, url) {
  call.send('play', { url, playId: url });
  const end = await call.event('trackEnd', ({ playId }) => playId === url);
  await call.until(() => call.audio.length * 20 >= end.duration - 40, 'the last of the audio', 2_000);
  return end;
}

for (const [extension, hertz] of [['wav', 440], ['mp3', 523], ['flac', 659], ['ogg', 784]]) {
  test(`a ${extension} file is played whole`, LIMIT, async () => {
    const call = await Call.place(node);
    const end = await playAll(call, makeTone(`tone.${extension}`, hertz, 1.5));
    assert.ok(Math.abs(end.duration - 1500) <= 80, `${end.duration} ms`);
    const tone = millisOfTone(heardBy(call), RATE, hertz);
    assert.ok(tone >= 1400 && tone <= 1580, `${tone} ms of ${hertz} Hz`);
    await call.hangup();
    assert.deepEqual(call.named('error'), []);
  });
}

test('a file is fetched by URL from an allowed host, from nowhere else on this machine', LIMIT, async () => {
  const file = readFileSync(join(sounds, makeTone('fetched.wav', 880, 1)));
  const server = createServer((request, response) => response.writeHead(200, { 'content-type': 'audio/wav' }).end(file));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  try {
    const call = await Call.place(node);
    call.send('play', { url: `http://127.0.0.1:${port}/no.wav`, playId: 'no' });
    await call.event('error');
    await call.event('trackEnd', ({ playId }) => playId === 'no');
    assert.equal(call.audio.length, 0);
    await playAll(call, `http://localhost:${port}/yes.wav`);
    const tone = millisOfTone(heardBy(call), RATE, 880);
    assert.ok(tone >= 900 && tone <= 1080, `${tone} ms`);
    await call.hangup();
  } finally {
    server.close();
  }
});

for (const codec of ['pcm', 'pcmu', 'pcma', 'g722', 'opus']) {
  test(`a tone is heard in ${codec} by another implementation, at the pace of speech`, LIMIT, async () => {
    const call = await Call.place(node, { codec });
    call.send('play', { url: 'tone:440', playId: 't' });
    await call.until(() => call.audio.length >= 100, 'two seconds of tone');
    const took = call.audio[99].at - call.audio[0].at;
    await call.hangup();
    const tone = millisOfTone(heardBy(call, codec), RATE, 440);
    assert.ok(tone >= 1900, `${tone} ms of tone`);
    assert.ok(took > 1850 && took < 2300, `100 frames in ${took} ms`);
  });
}

const DTMF_ROWS = [697, 770, 852, 941];
const DTMF_COLUMNS = [1209, 1336, 1477, 1633];

/** Digits dialled by sox: 80 ms each, as long a pause. */
function dialled(digits) {
  const parts = [...digits].map((digit) => {
    const at = '123A456B789C*0#D'.indexOf(digit);
    const file = join(sounds, `dtmf-${at}.wav`);
    run('sox', '-n', '-r', String(RATE), '-b', '16', file, 'synth', '0.08',
      'sine', String(DTMF_ROWS[at >> 2]), 'sine', String(DTMF_COLUMNS[at & 3]), 'gain', '-10', 'remix', '1,2', 'pad', '0', '0.08');
    return load(file);
  });
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

for (const codec of ['pcm', 'pcmu', 'g722', 'opus']) {
  test(`keys pressed in ${codec} are told, each once`, LIMIT, async () => {
    const digits = '123A456B789C*0#D';
    const call = await Call.place(node, { codec });
    await call.stream(encode(dialled(digits), codec));
    await call.until(() => call.named('dtmf').length >= digits.length, 'all digits', 3_000).catch(() => {});
    await call.hangup();
    assert.equal(call.named('dtmf').map(({ digit }) => digit).join(''), digits);
  });
}

test('keys that the server dials are heard', LIMIT, async () => {
  const call = await Call.place(node);
  call.send('dtmf', { digit: '5', durationMs: 200 });
  await call.until(() => call.audio.length >= 10, 'the key');
  await call.hangup();
  const heard = heardBy(call).subarray(RATE / 50, RATE / 10);
  assert.ok(shareAt(heard, RATE, 770) > 0.3 && shareAt(heard, RATE, 1336) > 0.3);
});

test('a recording holds the caller on the left, the server on the right, and the dump all events', LIMIT, async () => {
  const id = `rec-${process.pid}`;
  const call = await Call.place(node, { recorder: {}, asr: { provider: 'none', secretKey: 'topsecret' } }, { id });
  call.send('play', { url: 'tone:1000', playId: 't' });
  run('sox', '-n', '-r', String(RATE), '-b', '16', join(sounds, 'caller.wav'), 'synth', '2', 'sine', '400', 'gain', '-6');
  await call.stream(encode(load(join(sounds, 'caller.wav')), 'pcm'));
  await call.hangup();
  const file = join(recordings, `${id}.wav`);
  const { rate, channels } = readWav(readFileSync(file));
  assert.deepEqual([rate, channels.length], [RATE, 2]);
  const caller = millisOfTone(channels[0], rate, 400);
  const server = millisOfTone(channels[1], rate, 1000);
  assert.ok(caller >= 1800 && caller <= 2060, `${caller} ms of the caller on the left`);
  assert.ok(server >= 1800, `${server} ms of the server on the right`);
  assert.equal(millisOfTone(channels[0], rate, 1000) + millisOfTone(channels[1], rate, 400), 0);
  await checkDump(join(recordings, `${id}.events.jsonl`), call);
});

async function checkDump(file, call) {
  const text = readFileSync(file, 'utf8');
  assert.ok(!text.includes('topsecret'), 'the secret is masked');
  const lines = text.trim().split('\n').map((line) => JSON.parse(line));
  const content = (type) => lines.filter((line) => line.type === type).map((line) => JSON.parse(line.content));
  assert.deepEqual(content('event').map(({ event }) => event), call.events.map(({ event }) => event));
  assert.deepEqual(content('command').map(({ command }) => command), ['invite', 'play', 'hangup']);
}

test('interrupt silences at once, and tells how much was heard', LIMIT, async () => {
  const call = await Call.place(node);
  call.send('play', { url: makeTone('long.wav', 440, 20), playId: 'long' });
  await call.until(() => call.audio.length >= 50, 'a second of tone');
  const asked = Date.now();
  call.send('interrupt');
  const cut = await call.event('interruption');
  await pause(500);
  const last = call.audio.at(-1).at - asked;
  assert.ok(last <= 60, `still heard ${last} ms after the command`);
  assert.equal(cut.playId, 'long');
  assert.ok(Math.abs(cut.current - call.audio.length * 20) <= 40, `${cut.current} ms told, ${call.audio.length * 20} heard`);
  await call.hangup();
});

test('pause holds what plays, resume goes on where it was', LIMIT, async () => {
  const call = await Call.place(node);
  call.send('play', { url: makeTone('held.wav', 600, 2), playId: 'held' });
  await call.until(() => call.audio.length >= 40, 'some of the tone');
  call.send('pause', { playId: 'held' });
  await pause(300);
  const before = call.audio.length;
  await pause(700);
  assert.equal(call.audio.length, before, 'silence while paused');
  call.send('resume', { playId: 'held' });
  const end = await call.event('trackEnd', ({ playId }) => playId === 'held');
  assert.ok(Math.abs(end.duration - 2000) <= 80, `${end.duration} ms`);
  const tone = millisOfTone(heardBy(call), RATE, 600);
  assert.ok(tone >= 1900 && tone <= 2080, `${tone} ms of tone in all`);
  await call.hangup();
});
