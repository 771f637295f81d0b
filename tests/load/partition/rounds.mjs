/**
 * Parts nodes, again and again: rounds.mjs <folder> <rounds> <seed>. Runs where network.sh says, as machines.mjs wants it. Each round is
 * a line; figures go to results.tsv of the folder. Ends with 1 when something is not as it must be.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Call } from '../../e2e/client/call.mjs';
import { position, positions } from '../../e2e/client/positions.mjs';
import { until } from '../../e2e/client/until.mjs';
import { get, isReady, seen, startMachines } from '../../e2e/partition/machines.mjs';
import { holesAndDoubles, ofAllNodes, silence, twoOwners } from './check.mjs';
import { plan } from './plan.mjs';

const LEASE_MILLIS = 2_000;
const SOUND_SECONDS = 75;
const token = 'e2e';
const [folder, rounds, seed] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const total = { calls: 0, takenOver: 0, twoOwners: 0, lost: 0, records: 0, holes: 0, ghosts: 0, others: 0, mostOwners: 0, failed: 0 };

const sounds = [1, 2, 3].map((number) => {
  const file = join(folder, `sound-${number}.wav`);
  writeFileSync(file, positions(SOUND_SECONDS, number));
  return file;
});
let nodes;

async function main() {
  nodes = await startMachines({}, sounds);
  try {
    await Promise.all(nodes.urls.map(async (url) => (await Call.place(url, {}, { token }, 60_000)).hangup()));
    for (let round = 0; round < rounds; round++) {
      await run(plan(seed + round), round + 1);
    }
    tell();
  } finally {
    nodes.stop();
  }
}

async function run(what, round) {
  const wrong = [];
  const found = (kind, text, count = 1) => {
    total[kind] += count;
    wrong.push(text);
  };
  const calls = [];
  const start = Date.now();
  let healed = start;
  try {
    for (const [i, owner] of what.owners.entries()) {
      calls.push(await place(`round-${what.seed}-${i + 1}`, owner));
    }
    await pause(1_500);
    healed = await part(what);
    await whole(calls);
    await pause(1_500);
  } catch (e) {
    found('others', e.message);
  }
  const one = Date.now();
  for (const [i, call] of calls.entries()) {
    await end(call, what.byNode[i], found);
  }
  await pause(1_500);
  calls.forEach((call) => judge(call, one, found));
  calls.flatMap(({ clients }) => clients).forEach((client) => client.closed || client.cut());
  total.failed += wrong.length > 0 ? 1 : 0;
  const owners = what.owners.join(',');
  console.log(`${new Date().toISOString().slice(11, 19)} ${round}/${rounds} seed ${what.seed}: calls at ${owners}; node-${what.node} ${what.says} for ${what.steps.join('+')} ms, one cluster ${one - healed} ms later; `
    + `taken over ${calls.filter(takenOver).length}, silent ${calls.map((call) => silence(call.clients, one)).join(', ')} ms, ${((Date.now() - start) / 1000).toFixed(0)} s: ${wrong.length > 0 ? `WRONG: ${wrong.join('; ')}` : 'ok'}`);
}

/** A call with a client at each node, which all hear it play. */
async function place(id, owner) {
  const clients = [];
  clients[owner - 1] = await Call.place(nodes.urls[owner - 1], {}, { id, token });
  for (const number of [1, 2, 3].filter((one) => one !== owner)) {
    clients[number - 1] = await Call.open(nodes.urls[number - 1], { id, attach: 'true', token });
    await clients[number - 1].event('answer');
  }
  clients[owner - 1].send('play', { url: 'sound.wav', playId: 'where' });
  total.calls++;
  await Promise.all(clients.map((client) => client.until(() => client.audio.some((frame) => position(frame) > 0), `sound of ${id}`)));
  return { id, owner, clients };
}

const takenOver = ({ clients }) => clients.some((client) => client.events.some(({ event, sender, data }) => event === 'custom' && sender === 'cluster' && data.takenOver));

/** Parts the node and joins it, as the steps say; the moment from which it is joined. */
async function part({ kind, node, steps }) {
  const away = {
    both: () => nodes.block(node, 'input', 'output'), flapping: () => nodes.block(node, 'input', 'output'),
    deaf: () => nodes.block(node, 'input'), mute: () => nodes.block(node, 'output'), hang: () => nodes.hang(node),
  }[kind];
  const back = () => (kind === 'hang' ? nodes.goOn(node) : nodes.block(node));
  try {
    for (const [i, millis] of steps.entries()) {
      (i % 2 === 0 ? away : back)();
      await pause(millis);
    }
  } finally {
    back();
  }
  return Date.now();
}

/** Until every node sees all of them, is ready, and says the same of each call. */
async function whole(calls) {
  await until(async () => (await Promise.all(nodes.urls.map(seen))).every((count) => count === 3), 'one cluster', 60_000);
  await until(async () => (await Promise.all(nodes.urls.map(isReady))).every(Boolean), 'ready nodes', 60_000);
  await until(async () => {
    const all = await lists();
    return calls.filter(({ clients }) => !clients.some(ended)).every(({ id }) => all.every((list) => where(list, id).length === 1 && where(list, id)[0] === where(all[0], id)[0]));
  }, 'agreement on the calls', 30_000);
}

const lists = () => Promise.all(nodes.urls.map(async (url) => (await get(url, '/call/lists'))?.calls));
const where = (list, id) => (list ?? [{ id, node: 'no answer' }]).filter((call) => call.id === id).map(({ node }) => node);
const ended = (client) => client.named('hangup').length > 0;

/** Hangs it up by one of its clients; it must be gone from every node then, with a record. */
async function end({ id, clients }, number, found) {
  const lost = clients.find(ended);
  if (lost) {
    found('lost', `${id} was lost: ${JSON.stringify(lost.named('hangup')[0])}`);
  }
  const open = [number, 1, 2, 3].map((one) => clients[one - 1]).find((client) => !client.closed && !ended(client));
  try {
    if (open) { // a call that one client was told the end of may live on
      open.send('hangup', { reason: 'enough' });
      await open.event('hangup', () => true, 10_000);
    }
    await until(async () => (await lists()).every((list) => where(list, id).length === 0), 'gone from every list', 20_000);
  } catch (e) {
    found('ghosts', `${id}: ${e.message}`);
  }
  await until(() => nodes.records(id).length > 0, 'a record', 10_000).catch(() => {});
}

function judge({ id, clients }, until, found) {
  const both = twoOwners(clients);
  total.mostOwners = Math.max(total.mostOwners, both);
  if (both > LEASE_MILLIS) {
    found('twoOwners', `${id} had two owners for ${both} ms`);
  }
  const records = nodes.records(id).length;
  if (records !== 1) {
    found('records', `${id} has ${records} records`);
  }
  const written = nodes.written(id);
  const { holes, ends } = ofAllNodes(written);
  if (holes > 0 || ends !== 1) {
    found('holes', `${id}: written ${written.map((events) => events.map(({ seq, event }) => `${seq} ${event}`).join(' ')).join(' | ')}`, Math.max(holes, 1));
  }
  clients.forEach((client, i) => {
    const seqs = client.events.map(({ seq }) => seq);
    if (holesAndDoubles([0, ...seqs]) > 0 || client.named('hangup').length > 1) {
      found('holes', `${id}: the client of node-${i + 1} was told ${client.events.map(({ seq, event }) => `${seq} ${event}`).join(' ')}`, Math.max(holesAndDoubles([0, ...seqs]), 1));
    }
  });
  total.takenOver += takenOver({ clients }) ? 1 : 0;
}

function tell() {
  for (const [what, count] of Object.entries({
    'rounds': rounds, 'calls': total.calls, 'calls taken over': total.takenOver, 'calls with two owners for longer than the lease': total.twoOwners,
    'longest time of two owners, ms': total.mostOwners, 'calls lost': total.lost, 'calls without one record': total.records,
    'holes and doubles in events': total.holes, 'calls that stay': total.ghosts, 'other failures': total.others,
  })) {
    const line = `partition: ${what}\t${count}\n`;
    appendFileSync(join(folder, 'results.tsv'), line);
    process.stdout.write(`  ${line}`);
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(1)); // with its nodes
}
await main();
process.exit(total.failed === 0 ? 0 : 1);
