/** What the page makes of a call: bot, answer time, transcript, event list, failures, addresses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { web } from './web.mjs';

const { reply, replyToKey } = await web('bot.js');
const { speechEndMillis, Turns } = await web('latency.js');
const { heardShare, Transcript } = await web('transcript.js');
const { EventLog, summary } = await web('event-log.js');
const { describe } = await web('failures.js');
const { Server } = await web('server.js');

test('the bot says what it understood', () => {
  assert.deepEqual(reply(' the weather is fine. '), { text: 'I understood: the weather is fine.' });
  assert.deepEqual(reply('Hello there'), { text: 'Hello to you. I understood: Hello there.' });
});

test('the bot hangs up after goodbye', () => {
  for (const farewell of ['Goodbye', 'okay bye', 'good bye now', 'please hang up']) {
    assert.equal(reply(farewell).hangup, true, farewell);
  }
  assert.equal(reply('the bypass').hangup, undefined);
});

test('the bot helps, knows the node and the keys, and is silent when nothing was said', () => {
  assert.match(reply('can you help me').text, /say goodbye to hang up/);
  assert.equal(reply('Which node is this?', 'a1').text, 'You are talking to node a1.');
  assert.equal(reply('what node').text, 'This server does not tell its name.');
  assert.deepEqual([replyToKey('5').text, replyToKey('#').text], ['You pressed 5.', 'You pressed hash.']);
  assert.equal(reply('  '), undefined);
});

const SILENCE = { event: 'silence', startTime: 1_000_000, duration: 2_000, timestamp: 1_002_100 };
const FINAL = { event: 'asrFinal', startTime: 1_000_000, endTime: 1_002_000, timestamp: 1_002_500, text: 'hi' };

test('the end of speech is told on our clock by how long ago it was on theirs', () => {
  assert.equal(speechEndMillis(SILENCE, 5_000), 4_900);
  assert.equal(speechEndMillis(FINAL, 5_000), 4_500);
});

test('times of another clock than the stamp are not believed', () => {
  assert.equal(speechEndMillis({ ...SILENCE, startTime: 40 }, 5_000), 5_000);
  assert.equal(speechEndMillis({ ...SILENCE, duration: 9_000 }, 5_000), 5_000);
});

test('a turn is measured from the end of speech to the first sound, in its parts', () => {
  const turns = new Turns();
  turns.speaking();
  turns.silent(SILENCE, 5_000);
  turns.understood(FINAL, 5_400);
  turns.received(5_600);
  turns.received(5_620);
  assert.deepEqual(turns.heard(5_670), {
    totalMillis: 770, understoodMillis: 500, voiceMillis: 200, playedMillis: 70, medianMillis: 770, turns: 1,
  });
  assert.equal(turns.heard(9_000), undefined);
});

test('audio that answers nobody is not measured, nor an answer talked over', () => {
  const turns = new Turns();
  turns.received(100);
  assert.equal(turns.heard(200), undefined);
  turns.silent(SILENCE, 5_000);
  turns.understood(FINAL, 5_400);
  turns.speaking();
  turns.received(5_600);
  assert.equal(turns.heard(5_700), undefined);
});

test('the median covers all turns', () => {
  const turns = new Turns();
  const turn = (millis) => {
    turns.silent({ ...SILENCE, timestamp: 1_002_000 }, 0);
    turns.understood(FINAL, 0);
    turns.received(millis);
    return turns.heard(millis).medianMillis;
  };
  assert.deepEqual([300, 900, 500].map(turn), [300, 600, 500]);
});

const plain = (transcript) => transcript.lines.map(({ key, playId, ...line }) => line);

test('what the caller says grows in one line until it is final', () => {
  const transcript = new Transcript();
  transcript.heard({ event: 'asrDelta', text: 'hel' });
  transcript.heard({ event: 'asrDelta', text: 'hello wor' });
  assert.deepEqual(plain(transcript), [{ who: 'you', text: 'hello wor', state: 'growing' }]);
  transcript.heard({ event: 'asrFinal', text: 'hello world' });
  transcript.heard({ event: 'asrDelta', text: 'next' });
  assert.deepEqual(plain(transcript), [
    { who: 'you', text: 'hello world', state: 'said' },
    { who: 'you', text: 'next', state: 'growing' },
  ]);
});

test('an empty final takes a false guess back', () => {
  const transcript = new Transcript();
  transcript.heard({ event: 'asrDelta', text: 'uh' });
  transcript.heard({ event: 'asrFinal', text: '' });
  transcript.heard({ event: 'asrFinal', text: ' ' });
  assert.deepEqual(plain(transcript), []);
});

test('what the bot says waits, is spoken, and is said or cut where it was interrupted', () => {
  const transcript = new Transcript();
  transcript.asked('a', 'one two three four');
  transcript.asked('b', 'five');
  assert.equal(transcript.started('a').state, 'speaking');
  transcript.interrupted('a', heardShare({ current: 500, totalDuration: 1000 }));
  transcript.ended('a');
  transcript.started('b');
  transcript.ended('b');
  assert.deepEqual(plain(transcript), [
    { who: 'bot', text: 'one two three four', state: 'cut', heardText: 'one two' },
    { who: 'bot', text: 'five', state: 'said' },
  ]);
  assert.equal(heardShare({ current: 0, totalDuration: 0 }), undefined);
});

test('what was replaced before it began is cut, what is asked for later still waits', () => {
  const transcript = new Transcript();
  ['a', 'b', 'c'].forEach((playId) => transcript.asked(playId, playId));
  transcript.started('b');
  assert.deepEqual(plain(transcript).map((line) => line.state), ['cut', 'speaking', 'waiting']);
});

test('nothing goes on growing after the call', () => {
  const transcript = new Transcript();
  transcript.heard({ event: 'asrDelta', text: 'hel' });
  transcript.asked('a', 'one');
  transcript.close();
  assert.deepEqual(plain(transcript).map((line) => line.state), ['said', 'cut']);
});

test('events are filtered by words that must and must not occur, and copied as JSON lines', () => {
  const log = new EventLog();
  log.add('out', { command: 'invite', option: { codec: 'pcm' } }, 1_000);
  log.add('in', { event: 'asrFinal', text: 'Hello', seq: 1 }, 1_250);
  log.add('in', { event: 'metrics', key: 'ttfb.asr.local', duration: 5, seq: 2 }, 1_300);
  assert.deepEqual(log.entries.map(({ name, direction, seconds }) => [name, direction, seconds]),
    [['invite', 'out', 0], ['asrFinal', 'in', 0.25], ['metrics', 'in', 0.3]]);
  assert.equal(log.text('ASR -metrics'), '{"event":"asrFinal","text":"Hello","seq":1}');
  assert.equal(log.matching('hello pcm').length, 0);
  assert.equal(log.matching(' - ').length, 3);
  assert.equal(summary(log.entries[2]), 'ttfb.asr.local  duration=5');
});

test('the event list is bounded', () => {
  const log = new EventLog();
  for (let seq = 1; seq <= 1_100; seq++) {
    log.add('in', { event: 'asrDelta', seq }, seq);
  }
  assert.deepEqual([log.entries.length, log.entries[0].message.seq], [1000, 101]);
});

test('every failure has a title and says what to do or what the server said', () => {
  assert.equal(describe({ kind: 'microphoneRefused' }).withoutMicrophone, true);
  assert.equal(describe({ kind: 'insecureContext' }).withoutMicrophone, false);
  assert.equal(describe({ kind: 'refused', detail: 'no such codec', code: 400 }).text, 'It says: no such codec (400)');
  assert.equal(describe({ kind: 'closed', code: 1008 }).text, 'It closed the connection (1008).');
  assert.match(describe({ kind: 'somethingNew', detail: 'x' }).title, /refused/);
});

function server(answer, key = '') {
  const requests = [];
  const kept = new Map([['voxbus.key', key]]);
  const storage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
  const fetch = async (url, { headers }) => {
    requests.push([url.href, headers]);
    return answer();
  };
  return { requests, server: new Server('https://pbx.example/voice/', storage, fetch) };
}

test('addresses are relative to the page; the key goes as token or header', async () => {
  const { server: open, requests } = server(() => ({ status: 200 }));
  assert.equal(open.socketUrl('a b', { attach: true, since: 7 }), 'wss://pbx.example/voice/call?id=a+b&attach=true&since=7');
  open.key = ' s3cret&x ';
  assert.equal(open.socketUrl('i'), 'wss://pbx.example/voice/call?id=i&token=s3cret%26x');
  assert.equal(await open.state(), 'ready');
  assert.deepEqual(requests, [['https://pbx.example/voice/iceservers', { Authorization: 'Bearer s3cret&x' }]]);
});

test('the state of the server is told apart', async () => {
  const states = [401, 403, 503, 200].map((status) => server(() => ({ status })).server.state());
  assert.deepEqual(await Promise.all(states), ['keyWanted', 'keyWanted', 'busy', 'ready']);
  const { server: gone } = server(() => Promise.reject(new TypeError('Failed to fetch')));
  assert.equal(await gone.state(), 'unreachable');
});

test('components are asked for with the admin key; without one the server takes there are none', async () => {
  const nodes = [
    { nodeId: 'a', components: [{ component: 'ws' }, { component: 'ai.local' }, { component: 'ws' }] },
    { nodeId: 'b', components: [{ component: 'ws' }, { component: 'voice.jar' }] },
    { nodeId: 'c', error: 'no answer' },
  ];
  const { server: one, requests } = server(() => ({ ok: true, json: async () => ({ nodes }) }));
  assert.deepEqual([await one.components(), requests], [[], []]);
  one.adminKey = 'boss';
  assert.deepEqual(await one.components(), ['ws', 'ai.local', 'voice.jar']);
  assert.deepEqual(requests, [['https://pbx.example/voice/admin/components', { Authorization: 'Bearer boss' }]]);
  const { server: refusing } = server(() => ({ ok: false, status: 403 }));
  refusing.adminKey = 'wrong';
  assert.deepEqual(await refusing.components(), []);
});

test('the node of a call is looked up in the list', async () => {
  const calls = [{ id: 'x', node: 'n2' }];
  const { server: one } = server(() => ({ status: 200, json: async () => ({ calls }) }));
  assert.deepEqual([await one.nodeOf('x'), await one.nodeOf('y')], ['n2', undefined]);
});
