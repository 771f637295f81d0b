/** A node that is cut off from the other ones, but not from its clients, one that hangs, and three that are alone: a call has one owner at any time. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { noticedAfter } from '../client/logs.mjs';
import { FRAME_MILLIS, position, positions, positionsHeard } from '../client/positions.mjs';
import { until } from '../client/until.mjs';
import { get, isReady, seen, startMachines } from './machines.mjs';

const LIMIT = { timeout: 180_000 };
/** Frames that were made before their node stopped, and leave it when it goes on. */
const ON_THEIR_WAY = 2;
const LEASE_MILLIS = 3_000;
const HANG_MILLIS = 10_000;
const ALONE_MILLIS = 9_000;
const LOST_AFTER_MILLIS = 5_000;
/** In which a node that says nothing, but may live, is noticed. */
const NOTICED_MILLIS = LOST_AFTER_MILLIS + 1_000;
const token = 'e2e';
let folder;
let nodes;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'voxbus-partition-'));
  const sound = join(folder, 'positions.wav');
  writeFileSync(sound, positions(75));
  nodes = await startMachines({ VOXBUS_CLUSTER_LEASE: String(LEASE_MILLIS / 1000), VOXBUS_CLUSTER_LOST_AFTER: String(LOST_AFTER_MILLIS / 1000) }, sound);
  for (const url of nodes.urls) {
    await warm(url);
  }
}, { timeout: 240_000 });
after(() => {
  nodes?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A node of which all is new may be late with its first call. */
async function warm(url, tries = 3) {
  const call = await Call.open(url, { id: 'warm', token });
  call.send('invite', { option: {} });
  const answered = await call.until(() => call.named('answer')[0] ?? call.named('hangup')[0], 'answer', 60_000);
  if (answered.event === 'answer') {
    return call.hangup();
  }
  assert.ok(tries > 1, JSON.stringify(call.events));
  return warm(url, tries - 1);
}

const seqs = (call) => call.events.map(({ seq }) => seq);
const upTo = (count) => Array.from({ length: count }, (_, i) => i + 1);

/** A call at that node, whose client plays; another client, at node 1, has it as well. */
async function playing(id, owner) {
  const near = await Call.place(nodes.urls[owner - 1], {}, { id, token });
  const far = await Call.open(nodes.urls[0], { id, attach: 'true', token });
  await far.event('answer');
  far.send('play', { url: 'sound.wav', playId: 'where' });
  await far.until(() => positionsHeard(far).length > 100, 'two seconds of it');
  return { near, far };
}

/** Where the call is, as every node says: once for each that lists it. */
const lists = (id) => Promise.all(nodes.urls.map(async (url) =>
  (await get(url, '/call/lists'))?.calls.filter((call) => call.id === id).map(({ node }) => node)));

/** Until it goes on; what is heard then follows what was heard before, and never came twice. */
async function goesOn(far, owner) {
  const { data } = await far.event('custom', ({ sender }) => sender === 'cluster', 40_000);
  assert.deepEqual([data.takenOver, data.epoch], [true, 2]);
  assert.notEqual(data.node, owner);
  const count = far.audio.length;
  await far.until(() => far.audio.length > count + 50, 'a second more');
  const heard = positionsHeard(far);
  const first = heard.findIndex((number, i) => i > 0 && number !== heard[i - 1] + 1);
  const rest = first < 0 ? heard : heard.slice(first);
  console.log(`went on at ${rest[0] * FRAME_MILLIS} ms after ${first < 0 ? 0 : heard[first - 1] * FRAME_MILLIS} ms`);
  assert.deepEqual(rest, rest.map((_, i) => rest[0] + i), 'one frame after the other');
  return data.node;
}

/** The first of the others that began to take over counts: both look, and this machine may be busy. */
function isNoticed(lost, since) {
  const millis = noticedAfter(nodes.logs(), lost, since);
  console.log(`noticed after ${millis} ms`);
  assert.ok(millis < NOTICED_MILLIS, `noticed after ${millis} ms`);
}

const oneCluster = () => until(async () => (await Promise.all(nodes.urls.map(seen))).every((count) => count === 3), 'three nodes for each of them', 90_000);

/** One that hung learns first that it is alone. */
async function seesTheOthersAgain(number) {
  const sees = async (all) => ((await seen(nodes.urls[number - 1])) === 3) === all;
  await until(() => sees(false), 'that it is alone', 20_000);
  await until(() => sees(true), 'three nodes for it', 60_000);
}

/** Until each node acts for its calls as well: they change their owner no more. */
async function together() {
  await oneCluster();
  await until(async () => (await Promise.all(nodes.urls.map(isReady))).every(Boolean), 'nodes that act', 90_000);
}

/** Every node says so, one client hears one end, and there is one record. */
async function isOnce(id, owner, far) {
  await oneCluster();
  await until(async () => (await lists(id)).every((list) => list?.length === 1 && list[0] === owner), `${id} at ${owner} on every list`);
  far.send('hangup', { reason: 'enough' });
  await far.event('hangup');
  await until(async () => (await lists(id)).every((list) => list?.length === 0), 'it is on no list');
  await until(() => nodes.records(id).length > 0, 'a record');
  assert.equal(far.named('hangup').length, 1);
  assert.deepEqual(seqs(far), upTo(far.events.at(-1).seq), 'neither hole nor double');
}

test('a node that is cut off is silent before another one goes on with its call, and gives it up when it is back', LIMIT, async () => {
  const { near, far } = await playing('parted', 3);
  const cut = Date.now();
  nodes.part(3);
  try {
    const owner = await goesOn(far, 'node-3');
    isNoticed('node-3', cut);
    const last = near.audio.filter((frame) => position(frame) > 0).at(-1);
    console.log(`its own client heard it for ${last.at - cut} ms more; the other one ${far.audio.find(({ at }) => at > last.at + FRAME_MILLIS)?.at - last.at} ms later`);
    assert.ok(last.at - cut < LEASE_MILLIS + 1_500, `heard for ${last.at - cut} ms more`);
    const next = far.audio.find(({ at }, i) => i > 0 && at > cut && at - far.audio[i - 1].at > LEASE_MILLIS / 2);
    assert.ok(next.at > last.at, `no time with two owners: ${next.at - last.at} ms`);
    nodes.join(3);
    await isOnce('parted', owner, far);
  } finally {
    nodes.join(3); // whoever comes next needs it
  }
  await pause(2_000);
  assert.deepEqual(nodes.records('parted').length, 1);
  assert.ok(near.named('hangup').length <= 1);
});

test('a node that hangs for ten seconds finds its call taken, and says nothing of it', LIMIT, async () => {
  const { near, far } = await playing('hung', 2);
  const hung = Date.now();
  nodes.hang(2);
  const goOn = hung + HANG_MILLIS;
  try {
    const owner = await goesOn(far, 'node-2');
    isNoticed('node-2', hung);
    await pause(Math.max(0, goOn - Date.now()));
    const heard = near.audio.length;
    const reached = positionsHeard(far).at(-1);
    nodes.goOn(2);
    await seesTheOthersAgain(2);
    const late = await Call.place(nodes.urls[1], {}, { id: 'late', token }); // it may not act yet, nor may the others be able to reach it
    await isOnce('hung', owner, far);
    assert.deepEqual(seqs(late), upTo(late.events.length));
    late.send('hangup');
    const more = near.audio.slice(heard).map(position).filter((number) => number <= reached); // it may come back to its call and hear the new owner
    assert.ok(more.length <= ON_THEIR_WAY, `its own client hears ${more.length} frames more, from ${more[0]}`);
    assert.equal(nodes.records('hung').length, 1);
  } finally {
    nodes.goOn(2);
  }
});

test('of three nodes that were alone for nine seconds each call goes on, whichever find together first', LIMIT, async () => {
  await together();
  const numbers = [1, 2, 3];
  const calls = await Promise.all([...numbers, ...numbers].map(async (owner, i) => {
    const id = `alone-${i + 1}`;
    const near = await Call.place(nodes.urls[owner - 1], {}, { id, token });
    const far = await Call.open(nodes.urls[owner % 3], { id, attach: 'true', token });
    await far.event('answer');
    return { id, near, far };
  }));
  numbers.forEach(nodes.part);
  try {
    await until(async () => (await Promise.all(nodes.urls.map(seen))).every((count) => count === 1), 'three islands', 20_000);
    await pause(ALONE_MILLIS - LOST_AFTER_MILLIS);
  } finally {
    numbers.forEach(nodes.join);
  }
  await together();
  calls.forEach(({ id, far }) => assert.deepEqual(far.named('hangup'), [], id));
  for (const { id, far } of calls) {
    await isOnce(id, await ownerOf(id), far);
    assert.equal(nodes.records(id).length, 1);
  }
  calls.forEach(({ near }) => assert.ok(near.named('hangup').length <= 1, JSON.stringify(near.events)));
});

/** Where it is when all nodes say the same. */
async function ownerOf(id) {
  let owner;
  await until(async () => {
    const all = await lists(id);
    owner = all[0]?.[0];
    return owner && all.every((list) => list?.length === 1 && list[0] === owner);
  }, `${id} at the same node on every list`, 90_000);
  return owner;
}

test('what ends on one of two nodes while they are parted is on no list when they are together', LIMIT, async () => {
  const two = nodes.urls.slice(0, 2);
  const seeing = (count) => until(async () => (await Promise.all(two.map(seen))).every((one) => one === count), `${count} nodes`, 60_000);
  nodes.kill(3);
  await until(() => nodes.logs().slice(0, 2).every((log) => log.includes('its process has ended')), 'the death of node 3');
  await seeing(2);
  const calls = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => Call.place(nodes.urls[0], {}, { id: `two-${number}`, token })));
  const listed = async (url) => (await get(url, '/call/lists'))?.calls.map(({ id, node }) => ({ id, node })) ?? [{ id: 'no answer' }];
  const here = (await listed(nodes.urls[0])).filter(({ node }) => node === 'node-1').map(({ id }) => Number(id.slice('two-'.length)));
  assert.ok(here.length > 0, 'calls at node 1');
  nodes.part(1);
  try {
    await seeing(1);
    for (const number of here) {
      await calls[number - 1].hangup();
    }
  } finally {
    nodes.join(1);
  }
  await seeing(2);
  await Promise.all(calls.map((call) => call.named('hangup').length > 0 || call.hangup()));
  await until(async () => (await Promise.all(two.map(listed))).every((calls) => calls.length === 0), 'empty lists', 60_000);
});
