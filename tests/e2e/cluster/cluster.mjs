/** A call that lives on node A, used through B and C. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Call } from '../client/call.mjs';
import { decode, encode, RATE } from '../client/codecs.mjs';
import { Tap } from '../client/sse.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { nodes } from './together.mjs';

const OFFER = new URL('../../resources/webrtc/chromium.sdp', import.meta.url);
const LIMIT = { timeout: 90_000 };
const [a, b, c] = nodes.urls;

before(() => until(warm, 'a call through each node', 120_000), { timeout: 240_000 });

/** The first call of a node that has just started is slow: none of those below should be the first. */
async function warm() {
  try {
    for (const node of nodes.urls) {
      const call = await Call.place(node, {}, { id: 'warm' }, 5_000);
      for (const other of nodes.urls) {
        (await Tap.open(other, 'warm')).close();
      }
      await call.hangup();
      await until(async () => !(await listed(a, 'warm')), 'the list without the call');
    }
    return true;
  } catch {
    await post(`${a}/call/kill/warm`);
    return false;
  }
}

const tone = (hertz, seconds) =>
  Int16Array.from({ length: RATE * seconds }, (_, i) => 10_000 * Math.sin((2 * Math.PI * hertz * i) / RATE));
const toneHeard = (call, hertz) => millisOfTone(decode(call.audio.map(({ payload }) => payload), 'pcm'), RATE, hertz);
const seqs = (call) => call.events.map(({ seq }) => seq);
const upTo = (count) => Array.from({ length: count }, (_, i) => i + 1);
const json = async (url, options) => (await fetch(url, options)).json();
const post = (url, body) => fetch(url, { method: 'POST', body: body && JSON.stringify(body) });

const listed = async (node, id) => (await json(`${node}/call/lists`)).calls.find((call) => call.id === id);

test('one call on three nodes: audio, list, commands, events, a lost socket', LIMIT, async () => {
  const first = await Call.place(a, {}, { id: 'one', grace: 20 });
  assert.equal(first.named('answer')[0].node, 'node-1');
  const tap = await Tap.open(b, 'one');

  const second = await Call.open(b, { id: 'one', attach: 'true' });
  await second.event('answer');
  first.send('play', { url: 'echo:', playId: 'echo' });
  await second.stream(encode(tone(700, 1.5), 'pcm'));
  await second.event('trackStart', ({ playId }) => playId === 'echo');
  await second.until(() => toneHeard(second, 700) >= 1000, 'echo through B');
  await first.until(() => toneHeard(first, 700) >= 1000, 'what B said, heard on A');

  const item = await listed(c, 'one');
  assert.deepEqual([item.node, item.call_type, item.state], ['node-1', 'web_socket', 'answered']);

  await first.until(() => seqs(first).length > 2, 'events');
  const seen = seqs(first).at(-1);
  first.cut();
  for (let i = 0; i < 20; i++) {
    assert.equal((await post(`${c}/command/one`, { command: 'history', speaker: 'bot', text: `line ${i}` })).status, 200);
  }
  const back = await Call.open(c, { id: 'one', attach: 'true', since: seen });
  for (let i = 20; i < 40; i++) {
    back.send('history', { speaker: 'bot', text: `line ${i}` });
  }
  await back.event('addHistory', ({ text }) => text === 'line 39');
  const early = seqs(tap).length - 5;
  tap.close();
  const rest = await Tap.open(b, 'one', early);
  second.send('hangup', { reason: 'enough' });
  await Promise.all([back.event('hangup'), second.event('hangup')]);
  await until(() => rest.ended, 'end of the event stream');

  const total = back.events.at(-1).seq;
  assert.deepEqual([...seqs(first), ...seqs(back)], upTo(total), 'A, then C');
  assert.deepEqual(seqs(second), upTo(total), 'B');
  assert.deepEqual([...tap.ids.slice(0, early), ...rest.ids], upTo(total), 'the event streams');
  assert.deepEqual(back.named('addHistory').map(({ text }) => text), Array.from({ length: 40 }, (_, i) => `line ${i}`));
  assert.deepEqual([...first.events, ...back.events], second.events);
  assert.deepEqual([back.events.at(-1).event, back.events.at(-1).reason], ['hangup', 'enough']);
  await Promise.all([back.over(), second.over()]);
  assert.deepEqual([back.closed.code, second.closed.code], [1000, 1000]);
  await until(async () => !(await listed(c, 'one')), 'the list without the call');
});

test('a call on A is killed through C, and its clients are told', LIMIT, async () => {
  const call = await Call.place(a, {}, { id: 'two' });
  const answer = await json(`${c}/kill/two`, { method: 'POST' });
  assert.deepEqual(answer, { status: 'killed', id: 'two' });
  const { reason, initiator } = await call.event('hangup');
  assert.deepEqual([reason, initiator], ['killed', 'system']);
  await call.over();
  assert.equal(call.closed.code, 1000);
  assert.equal(await json(`${b}/call/kill/two`, { method: 'POST' }), true);
  const again = await post(`${b}/kill/two`);
  assert.deepEqual([again.status, await again.json()], [404, { status: 'not_found', id: 'two' }]);
});

test('a Close frame ends the call at once', LIMIT, async () => {
  const call = await Call.place(a, {}, { id: 'three', grace: 60 });
  const tap = await Tap.open(b, 'three');
  await call.close();
  await until(() => tap.events.at(-1)?.event === 'hangup', 'hangup', 3_000);
  await until(async () => !(await listed(c, 'three')), 'the list without the call', 3_000);
});

test('a call whose client does not come back within its grace time is over', LIMIT, async () => {
  const call = await Call.place(b, {}, { id: 'four', grace: 1 });
  const tap = await Tap.open(c, 'four');
  call.cut();
  const cutAt = Date.now();
  await until(() => tap.events.at(-1)?.event === 'hangup', 'hangup');
  const took = Date.now() - cutAt;
  assert.ok(took >= 900 && took < 6_000, `over after ${took} ms`);
  await assert.rejects(Call.open(a, { id: 'four', attach: 'true' }), { status: 404 });
});

test('without grace time a lost socket ends the call at once', LIMIT, async () => {
  const call = await Call.place(b, {}, { id: 'five', grace: 0 });
  const tap = await Tap.open(a, 'five');
  call.cut();
  await until(() => tap.events.at(-1)?.event === 'hangup', 'hangup', 5_000);
});

test('an id in use is refused on every node, one that is not may not be attached to', LIMIT, async () => {
  const call = await Call.place(a, {}, { id: 'six' });
  for (const node of [a, b, c]) {
    await assert.rejects(Call.open(node, { id: 'six' }), { status: 409 });
    await assert.rejects(Call.open(node, { id: 'seven', attach: 'true' }), { status: 404 });
  }
  await call.hangup();
  await until(async () => !(await listed(c, 'six')), 'the list without the call');
  const next = await Call.place(c, {}, { id: 'six' });
  assert.equal(next.named('answer')[0].node, 'node-3');
  await next.hangup();
});

test('a command through a node without the call is obeyed, a wrong one refused', LIMIT, async () => {
  const call = await Call.place(a, {}, { id: 'eight' });
  const tap = await Tap.open(c, 'eight');
  const sent = await post(`${b}/command/eight`, { command: 'play', url: 'tone:500', playId: 't' });
  assert.deepEqual([sent.status, await sent.json()], [200, { status: 'sent', id: 'eight' }]);
  await call.until(() => toneHeard(call, 500) >= 400, 'the tone');
  await until(async () => tap.commands.length > 0, 'the command at the tap');
  assert.deepEqual(tap.commands.map(({ command, url }) => [command, url]), [['play', 'tone:500']]);
  assert.equal((await post(`${c}/command/eight`, { command: 'dance' })).status, 400);
  assert.equal((await post(`${c}/command/nobody`, { command: 'hangup' })).status, 404);
  await post(`${c}/command/eight`, { command: 'hangup', reason: 'done' });
  assert.equal((await call.event('hangup')).reason, 'done');
});

test('a node is killed: clients of a call that can not be saved are told, and it is on no list', LIMIT, async () => {
  const call = await Call.open(c, { id: 'nine' }, '/call/webrtc');
  call.send('invite', { option: { offer: readFileSync(OFFER, 'utf8') } });
  await call.event('answer');
  const other = await Call.open(b, { id: 'nine', attach: 'true' });
  const mine = await Call.place(a, {}, { id: 'ten' });
  const guest = await Call.open(c, { id: 'ten', attach: 'true' });
  await Promise.all([other.event('answer'), guest.event('answer')]);
  nodes.kill(3);
  const { reason, initiator } = await other.event('hangup');
  assert.deepEqual([reason, initiator], ['nodeFailure', 'system']);
  await other.over();
  assert.equal(other.closed.code, 1000);
  await call.over();
  await until(async () => !(await listed(a, 'nine')), 'the list without the lost call');
  assert.equal((await post(`${b}/kill/nine`)).status, 404);
  mine.send('play', { url: 'tone:600' });
  await mine.until(() => toneHeard(mine, 600) >= 400, 'the call of the node that lives');
  await mine.hangup();
  const next = await Call.place(b, {}, { id: 'nine' });
  await next.hangup();
});
