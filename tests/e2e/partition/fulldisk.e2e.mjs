/** The disk of a node is full: its call goes on without being recorded and has its record later, other nodes notice nothing; the node that takes it over records again. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Call } from '../client/call.mjs';
import { positions, positionsHeard } from '../client/positions.mjs';
import { until } from '../client/until.mjs';
import { mayMount, startMachines } from './machines.mjs';

const LIMIT = { timeout: 120_000, skip: mayMount() ? false : 'needs root, for a small disk' };
const token = 'e2e';
/** Bytes of a second of a recording. */
const SECOND = 64_000;
const FRAMES = 50;
const HEADER = 44;
const NO_ROOM = 'No space left on device';
let folder;
let nodes;

before(async () => {
  if (LIMIT.skip) {
    return;
  }
  folder = mkdtempSync(join(tmpdir(), 'voxbus-fulldisk-'));
  const sound = join(folder, 'positions.wav');
  writeFileSync(sound, positions(75));
  nodes = await startMachines({ VOXBUS_CLUSTER_LEASE: '10', VOXBUS_CLUSTER_LOST_AFTER: '30' }, sound, { 1: '1m' });
  for (const url of nodes.urls) {
    await (await Call.place(url, {}, { id: 'warm', token }, 60_000)).hangup();
  }
}, { timeout: 240_000 });
after(() => {
  nodes?.stop();
  if (folder) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Size of a recording of that node; 0: there is none. */
const recorded = (number, name) => statSync(nodes.data(number, 'recordings', name), { throwIfNoEntry: false })?.size ?? 0;

/** Until there is no room for one more byte. */
function fill(number) {
  for (const bytes of [4096, 1]) {
    try {
      for (;;) {
        appendFileSync(nodes.data(number, 'filler'), Buffer.alloc(bytes));
      }
    } catch (e) {
      assert.equal(e.code, 'ENOSPC');
    }
  }
}

test('the record of a call that ends while the disk is full is written when there is room again', LIMIT, async () => {
  const call = await Call.place(nodes.urls[0], {}, { id: 'brief', token, dump: false });
  fill(1);
  await call.hangup();
  await until(() => nodes.logs()[0].includes(`the record of call brief waits: ${NO_ROOM}`), 'the node says so');
  assert.deepEqual(nodes.records('brief'), []);
  rmSync(nodes.data(1, 'filler'));
  await until(() => nodes.records('brief').length > 0, 'a record');
});

test('a full disk costs the recording, not the call; a survivor goes on with both', LIMIT, async () => {
  const near = await Call.place(nodes.urls[0], { recorder: {} }, { id: 'full', token });
  const far = await Call.open(nodes.urls[1], { id: 'full', attach: 'true', token });
  const other = await Call.place(nodes.urls[1], { recorder: {} }, { id: 'other', token });
  far.send('play', { url: 'sound.wav', playId: 'where' });
  other.send('play', { url: 'sound.wav', playId: 'where' });
  await until(() => recorded(1, 'full.wav') > SECOND, 'a second of the recording');

  fill(1);
  const { code, error } = await far.event('error', ({ sender }) => sender === 'recorder');
  assert.deepEqual([code, error], [507, `cannot write the recording: ${NO_ROOM}`]);
  far.send('history', { speaker: 'bot', text: 'more than is left of a page '.repeat(200) });
  await far.event('error', ({ sender }) => sender === 'dump');
  const kept = readFileSync(nodes.data(1, 'recordings', 'full.wav'));
  assert.ok(kept.readUInt32LE(40) >= SECOND && kept.readUInt32LE(40) <= kept.length - HEADER, 'what was written can be played');
  const [count, bytes] = [far.audio.length, recorded(2, 'other.wav')];
  await far.until(() => far.audio.length > count + 2 * FRAMES, 'two seconds more');
  const heard = positionsHeard(far);
  assert.deepEqual(heard, heard.map((_, i) => heard[0] + i), 'one frame after the other');
  assert.ok(recorded(2, 'other.wav') > bytes + SECOND, 'the other call is recorded');
  assert.deepEqual(far.named('error').map(({ sender }) => sender).sort(), ['dump', 'recorder'], 'told once');

  nodes.kill(1);
  const { data } = await far.event('custom', ({ sender }) => sender === 'cluster');
  const heir = Number(data.node.at(-1));
  await until(() => recorded(heir, 'full-2.wav') > SECOND, 'a second of the next part');
  far.send('hangup');
  await far.event('hangup');
  other.send('hangup');
  await other.event('hangup');
  await near.over();
  assert.deepEqual(other.named('error'), []);
  await until(() => nodes.records('full').length > 0, 'a record');
  assert.deepEqual(nodes.records('full').map(({ recorder }) => recorder.map(({ path, extra }) => [basename(path), extra])), [[
    ['full.wav', { node: 'node-1', unfinished: 'true', error: `cannot write the recording: ${NO_ROOM}` }],
    ['full-2.wav', undefined],
  ]]);
});
