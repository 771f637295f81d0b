/** A node is killed: its calls go on at another one. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Call } from '../client/call.mjs';
import { noticedAfter } from '../client/logs.mjs';
import { FRAME_MILLIS, position, positions, positionsHeard } from '../client/positions.mjs';
import { Tap } from '../client/sse.mjs';
import { until } from '../client/until.mjs';
import { startNodes } from './nodes.mjs';

const LIMIT = { timeout: 120_000 };
/** How far from where it was a sound may go on; on a quiet machine it is less than 200 ms. */
const NEAR_MILLIS = 1000;
/** In which a killed process is noticed: heartbeats are missed after 30 s here. */
const AT_ONCE_MILLIS = 1000;
const SOUND = `takeover-${process.pid}.wav`;
const file = fileURLToPath(new URL(`../../../conf/sounds/${SOUND}`, import.meta.url));
/** Of the nodes that were killed: how long after it the first of the others began to take over. */
const noticed = [];
let nodes;
let [a, b, c] = [];

before(async () => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, positions(60));
  nodes = await startNodes(3, { VOXBUS_DRAIN: '20' });
  [a, b, c] = nodes.urls;
  for (const node of nodes.urls) {
    await warm(node);
  }
}, { timeout: 240_000 });
after(async () => {
  await nodes?.stop();
  rmSync(file, { force: true });
});

const seqs = (call) => call.events.map(({ seq }) => seq);
const upTo = (count) => Array.from({ length: count }, (_, i) => i + 1);
const json = async (url, options) => (await fetch(url, options)).json();
const takenOver = (call) => call.event('custom', ({ sender }) => sender === 'cluster');

async function kill(number) {
  const at = Date.now();
  nodes.kill(number);
  let millis;
  await until(() => Number.isFinite((millis = noticedAfter(nodes.logs(), `node-${number}`, at))), 'a survivor begins to take over');
  noticed.push(millis);
}

async function warm(node) {
  const call = await Call.place(node, {}, { id: 'warm' }, 60_000);
  call.send('hangup');
  await call.event('hangup');
  await until(async () => !(await json(`${a}/call/lists`)).calls.length, 'an empty list');
}

/** The silence between two frames that are further apart than any other. */
function longestSilence(call) {
  let longest = { millis: 0, index: 0 };
  for (let i = 1; i < call.audio.length; i++) {
    const millis = call.audio[i].at - call.audio[i - 1].at;
    if (millis > longest.millis) {
      longest = { millis, index: i };
    }
  }
  return longest;
}

test('a call that plays goes on when its node is killed', LIMIT, async () => {
  const owner = await Call.place(a, {}, { id: 'one' });
  const far = await Call.open(b, { id: 'one', attach: 'true' });
  const tap = await Tap.open(c, 'one');
  await far.event('answer');
  far.send('play', { url: SOUND, playId: 'where' });
  await far.until(() => positionsHeard(far).length > 100, 'two seconds of it');
  await owner.until(() => owner.named('trackStart').length === 2, 'the track');
  const seen = seqs(owner).at(-1);

  await kill(1);
  const { data } = await takenOver(far);
  assert.deepEqual([data.takenOver, data.epoch], [true, 2]);
  const before = far.audio.length;
  await far.until(() => far.audio.length > before + 50, 'a second more');
  const silence = longestSilence(far);
  const [last, next] = [position(far.audio[silence.index - 1]), position(far.audio[silence.index])];
  console.log(`silent for ${silence.millis} ms, gapMs ${data.gapMs}; went on at ${next * FRAME_MILLIS} ms after ${last * FRAME_MILLIS} ms`);
  assert.ok(Math.abs(next - last) * FRAME_MILLIS <= NEAR_MILLIS, `frame ${next} after ${last}`);
  const rest = far.audio.slice(silence.index).map(position);
  assert.deepEqual(rest, rest.map((_, i) => rest[0] + i), 'then one frame after the other');

  const back = await Call.open(c, { id: 'one', attach: 'true', since: seen });
  await takenOver(back);
  const { calls } = await json(`${c}/call/lists`);
  assert.deepEqual(calls.map(({ id, node }) => [id, node]), [['one', data.node]]);
  back.send('tts', { text: 'and now something else', playId: 'next' });
  await far.event('trackStart', ({ playId }) => playId === 'next');
  back.send('hangup', { reason: 'enough' });
  await Promise.all([far.event('hangup'), back.event('hangup')]);
  await until(() => tap.events.at(-1)?.event === 'hangup', 'hangup in the event stream');
  const total = far.events.at(-1).seq;
  assert.deepEqual(seqs(far), upTo(total), 'neither hole nor double');
  assert.deepEqual([...seqs(owner), ...seqs(back)], upTo(total), 'A, then C');
  assert.deepEqual(seqs(tap), upTo(total), 'the event stream');
  assert.equal(far.named('hangup').length, 1);
  assert.equal(far.events.at(-1).reason, 'enough');
  await until(async () => !(await json(`${b}/call/lists`)).calls.length, 'an empty list');
});

/** The smallest counts: a machine that is busy is late, a survivor that waits for heartbeats always is. */
test('a killed process is noticed as its port refuses, not when heartbeats are missed', LIMIT, async () => {
  if (Math.min(...noticed) >= AT_ONCE_MILLIS) {
    await kill(2);
  }
  console.log(`noticed after ${noticed.join(', ')} ms`);
  assert.ok(Math.min(...noticed) < AT_ONCE_MILLIS, `noticed after ${noticed.join(', ')} ms`);
});
