/** A node hangs for a while and comes back: its call has gone on without it, and it says no word. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Call } from '../client/call.mjs';
import { startNodes } from './nodes.mjs';

const LIMIT = { timeout: 150_000 };
const HANGS_MILLIS = 10_000;
let nodes;
let [a, b, c] = [];

before(async () => {
  nodes = await startNodes(3, { VOXBUS_CLUSTER_LOST_AFTER: '5' });
  [a, b, c] = nodes.urls;
}, { timeout: 240_000 });
after(() => nodes?.stop());

const json = async (url, options) => (await fetch(url, options)).json();
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const pid = (number) => Number(readFileSync(`${process.env.VOXBUS_STATE}/node-${number}.pid`, 'utf8'));
const owners = async (url) => (await json(`${url}/call/lists`)).calls.map(({ id, node }) => `${id} ${node}`);

async function until(condition, what, millis = 30_000) {
  for (const end = Date.now() + millis; !(await condition().catch(() => false)); ) {
    assert.ok(Date.now() < end, `not in ${millis} ms: ${what}`);
    await pause(50);
  }
}

test('a call goes on without its node that hangs, which is silent when it is back', LIMIT, async () => {
  const owner = await Call.place(a, {}, { id: 'hung' }, 60_000);
  const far = await Call.open(b, { id: 'hung', attach: 'true' });
  await far.event('answer');
  const stopped = Date.now();
  process.kill(pid(1), 'SIGSTOP');
  let data;
  try {
    ({ data } = await far.event('custom', ({ sender }) => sender === 'cluster', 30_000));
    console.log(`taken over after ${Date.now() - stopped} ms by ${data.node}`);
    await pause(Math.max(0, stopped + HANGS_MILLIS - Date.now()));
  } finally {
    process.kill(pid(1), 'SIGCONT');
  }
  const back = Date.now();
  assert.equal(data.epoch, 2);
  await until(async () => (await json(`${a}/cluster`)).nodes.length === 3, 'the node is back', 60_000);
  await until(async () => (await owners(a)).join() === `hung ${data.node}`, 'one owner, as the node that was away sees it', 60_000);
  await until(async () => (await fetch(`${a}/call/lists`)).ok, 'it answers');
  console.log(`back after ${Date.now() - back} ms`);
  assert.deepEqual([await owners(b), await owners(c)], [[`hung ${data.node}`], [`hung ${data.node}`]]);
  far.send('tts', { text: 'hello', playId: 'after' });
  await far.event('trackEnd', ({ playId }) => playId === 'after');
  far.send('hangup', { reason: 'enough' });
  await far.event('hangup');
  await pause(1_000);
  assert.deepEqual(far.events.map(({ seq }) => seq), far.events.map((_, i) => i + 1), 'neither hole nor double');
  assert.deepEqual([far.named('hangup').length, owner.named('hangup').length], [1, 0]);
  for (const node of nodes.urls) {
    assert.deepEqual(await owners(node), []);
  }
  const next = await Call.place(a, {}, { id: 'next' }, 60_000);
  next.send('hangup');
  await next.event('hangup');
});
