/** The code of running nodes is changed, and they are restarted one after the other, while calls run. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Call } from '../client/call.mjs';
import { decode, RATE } from '../client/codecs.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { until } from '../client/until.mjs';
import { ADMIN_KEY, classes, nodes } from './together.mjs';

const LIMIT = { timeout: 120_000 };
const root = fileURLToPath(new URL('../../..', import.meta.url));
const [a, b, c] = nodes.urls;

const admin = async (url, method = 'POST') => {
  const answer = await fetch(url, { method, headers: { Authorization: `Bearer ${ADMIN_KEY}` } });
  return { ...(await answer.json()), code: answer.status };
};
const redeploy = (node, component, query = '') => admin(`${node}/admin/nodes/all/components/${component}/redeploy${query}`);
const cluster = async (node) => (await (await fetch(`${node}/cluster`)).json()).nodes;
const seqs = (call) => call.events.map(({ seq }) => seq);
const upTo = (count) => Array.from({ length: count }, (_, i) => i + 1);
const toneHeard = (call, hertz) => millisOfTone(decode(call.audio.map(({ payload }) => payload), 'pcm'), RATE, hertz);

/** What a build of the component would have written. */
function build(component) {
  const from = join(root, 'target/classes/io/voxbus', component);
  const to = join(classes, 'io/voxbus', component);
  mkdirSync(to, { recursive: true });
  readdirSync(from).filter((name) => name.endsWith('.class')).forEach((name) => copyFileSync(join(from, name), join(to, name)));
  return to;
}

test('a call talks on while every component is replaced on every node', LIMIT, async () => {
  const call = await Call.place(a, {}, { id: 'long' });
  call.send('play', { url: 'tone:700', playId: 'tone' });
  await call.until(() => toneHeard(call, 700) >= 200, 'the tone');
  for (const component of ['ai', 'media', 'call', 'ws', 'http']) {
    build(component);
    const answer = await redeploy(b, component);
    assert.equal(answer.code, 200, JSON.stringify(answer));
    assert.deepEqual(answer.nodes.map(({ nodeId, version }) => [nodeId, version.number]),
      [['node-1', 2], ['node-2', 2], ['node-3', 2]]);
    const next = await Call.place(c, {}, { id: `new-${component}` });
    await next.hangup();
  }
  const before = toneHeard(call, 700);
  await call.until(() => toneHeard(call, 700) >= before + 500, 'the tone after it');
  call.send('hangup');
  await call.event('hangup');
  assert.deepEqual(seqs(call), upTo(call.events.at(-1).seq));
  await call.over();
  assert.equal(call.closed.code, 1000);
});

test('a call that plays, is recorded and recognised goes on in the new code at once when that is asked for', LIMIT, async () => {
  const call = await Call.place(a, { recorder: {}, asr: { provider: 'local' } }, { id: 'moving' });
  call.send('play', { url: 'tone:700', playId: 'tone' });
  await call.until(() => toneHeard(call, 700) >= 200, 'the tone');
  for (const component of ['media', 'call', 'ws', 'ai', 'media']) {
    build(component);
    const answer = await redeploy(b, component, '?migrate=true');
    assert.equal(answer.code, 200, JSON.stringify(answer));
    const sum = (what) => answer.nodes.reduce((all, node) => all + node[what], 0);
    assert.deepEqual([sum('migrated'), sum('staying')], [1, 0], component);
  }
  const before = toneHeard(call, 700);
  await call.until(() => toneHeard(call, 700) >= before + 500, 'the tone after it');
  call.send('hangup');
  await call.event('hangup');
  assert.deepEqual(seqs(call), upTo(call.events.at(-1).seq));
  assert.equal(toneHeard(call, 700), call.audio.length * 20, 'every frame is a whole one');
  await call.over();
});

test('a version that is broken is refused with the reason, on the first node, and the old one serves', LIMIT, async () => {
  writeFileSync(join(build('ws'), 'WsSession.class'), 'no class');
  const answer = await redeploy(c, 'ws');
  assert.equal(answer.code, 422);
  assert.match(answer.error, /^node-1: .*ClassFormatError/);
  assert.deepEqual(answer.nodes, []);
  build('ws');
  await (await Call.place(a, {}, { id: 'still' })).hangup();
});

test('one command restarts the nodes one after the other: none leaves before its call has ended', LIMIT, async () => {
  const started = (await cluster(b)).map(({ startedMillis }) => startedMillis);
  const call = await Call.place(a, {}, { id: 'last' });
  let rolled = false;
  const rolling = nodes.roll().finally(() => (rolled = true));
  await until(async () => (await cluster(b)).find(({ id }) => id === 'node-1')?.draining, 'node-1 drains');
  call.send('history', { speaker: 'bot', text: 'still here' });
  await call.event('addHistory');
  const elsewhere = await Call.place(a, {}, { id: 'elsewhere' });
  assert.notEqual(elsewhere.named('answer')[0].node, 'node-1');
  await elsewhere.hangup();
  assert.equal(rolled, false);
  await call.hangup();
  assert.match(await rolling, /all 3 nodes run/);
  const now = await cluster(b);
  assert.deepEqual(now.map(({ id, draining }) => [id, draining]), [['node-1', false], ['node-2', false], ['node-3', false]]);
  now.forEach(({ startedMillis }, i) => assert.ok(startedMillis > started[i]));
  await (await Call.place(a, {}, { id: 'after' })).hangup();
});
