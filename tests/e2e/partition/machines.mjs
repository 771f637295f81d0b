/** Three nodes, each on a machine of its own of network.sh. VOXBUS_MACHINES: the processes to enter; VOXBUS_JAVA: java and its flags; VOXBUS_MACHINE_LOGS: a folder. */
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const COUNT = 3;

/**
 * Starts them, with these further variables and a file for their sounds, or one each; gives what can be done to them. What
 * a node writes is on a disk of its own where there is a size for its number, such as {1: '1m'}.
 */
export async function startMachines(variables, sound, disks = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'voxbus-machines-'));
  numbers().forEach((number) => link(number, 'up')); // an earlier test may have ended while one was parted
  const sounds = [sound].flat();
  const data = (number, ...names) => join(folder, `node-${number}`, 'data', ...names);
  const small = Object.keys(disks).map((number) => mount(data(number), disks[number]));
  const running = numbers().map((number) => launch(folder, number, variables, sounds[(number - 1) % sounds.length]));
  const nodes = {
    /** The address of each for its own clients. */
    urls: numbers().map((number) => `http://10.79.${number}.2:8080`),
    part: (number) => link(number, 'down'),
    join: (number) => link(number, 'up'),
    /** From now on it takes nothing from the other ones ("input"), or nothing of it leaves for them ("output"); none: as ever. */
    block: (number, ...ways) => block(number, ways),
    /** Where that node keeps what it writes. */
    data,
    /** As the power would. */
    kill: (number) => running[number - 1].kill('SIGKILL'),
    /** As a machine that hangs: it does nothing until it is told to go on. */
    hang: (number) => process.kill(running[number - 1].pid, 'SIGSTOP'),
    goOn: (number) => process.kill(running[number - 1].pid, 'SIGCONT'),
    /** What each has written. */
    logs: () => running.map(({ said }) => said),
    /** The records of a call, of all nodes. */
    records: (id) => numbers().flatMap((number) => records(join(folder, `node-${number}`, 'data/cdr'), id)),
    /** The events of a call that each node has written down. */
    written: (id) => numbers().map((number) => written(join(folder, `node-${number}`, 'data/recordings', `${id}.events.jsonl`))),
    stop: () => {
      running.forEach((one) => one.kill('SIGKILL'));
      small.splice(0).forEach((disk) => execFileSync('umount', ['--lazy', disk])); // a process that ends may hold its files a moment longer
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  process.once('exit', nodes.stop);
  try {
    await Promise.all(nodes.urls.map((url, i) => ready(url, running[i])));
    return nodes;
  } catch (e) {
    nodes.stop();
    throw e;
  }
}

/** Whether nodes may be given disks: those who have made the namespaces of the network for themselves may not. */
export function mayMount() {
  const folder = mkdtempSync(join(tmpdir(), 'voxbus-disk-'));
  try {
    execFileSync('umount', [mount(folder, '4k')]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mount(disk, size) {
  mkdirSync(disk, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk], { stdio: 'pipe' });
  return disk;
}

const numbers = () => Array.from({ length: COUNT }, (_, i) => i + 1);
const link = (number, state) => execFileSync('ip', ['link', 'set', `node${number}`, state]);

const inside = (number) => process.env.VOXBUS_MACHINES.split(' ')[number - 1];

function block(number, ways) {
  const chains = ways.map((way) => `chain ${way} { type filter hook ${way} priority 0; ${way === 'input' ? 'iifname' : 'oifname'} eth0 drop; }\n`);
  const rules = `table inet parted {}\ndelete table inet parted\ntable inet parted {\n${chains.join('')}}\n`;
  execFileSync('nsenter', ['-t', inside(number), '-n', 'nft', '-f', '-'], { input: rules });
}

function launch(folder, number, variables, sound) {
  const own = join(folder, `node-${number}`);
  mkdirSync(join(own, 'conf/sounds'), { recursive: true });
  for (const file of ['voxbus.yaml', 'dialplan.yaml']) {
    cpSync(join(root, 'conf', file), join(own, 'conf', file));
  }
  cpSync(sound, join(own, 'conf/sounds', 'sound.wav'));
  const [java, ...flags] = process.env.VOXBUS_JAVA.trim().split(/\s+/);
  const process_ = spawn('nsenter', ['-t', inside(number), '-n', java, ...flags, '-XX:TieredStopAtLevel=1', '-Xmx512m', '-jar', join(root, 'target/voxbus.jar')], {
    cwd: own,
    env: {
      ...process.env, VOXBUS_NODE: `node-${number}`, VOXBUS_KEYS: 'e2e', VOXBUS_CLUSTER_REHEARSED: '8', VOXBUS_HOST: '0.0.0.0', VOXBUS_CLUSTER: 'true',
      VOXBUS_CLUSTER_HOST: `10.79.0.${number}`, VOXBUS_CLUSTER_MEMBERS: numbers().map((one) => `10.79.0.${one}:5701`).join(','),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process_.said = '';
  const log = `${process.env.VOXBUS_MACHINE_LOGS}/node-${number}.log`;
  writeFileSync(log, '');
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.on('data', (text) => {
      process_.said += text;
      appendFileSync(log, text);
    });
  }
  return process_;
}

async function ready(url, running) {
  for (const end = Date.now() + 120_000; Date.now() < end && running.exitCode === null; await pause(200)) {
    if ((await isReady(url)) && (await seen(url)) === COUNT) {
      return;
    }
  }
  throw new Error(`a node did not start, or does not see the other ones: ${running.said.slice(-2000)}`);
}

/** Whether that node takes calls, and acts for those it has. */
export const isReady = async (url) => (await fetch(`${url.replace('8080', '9080')}/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => null))?.ok;

/** How many nodes that one sees. */
export const seen = async (url) => (await get(url, '/cluster'))?.nodes.length;

/** What a node answers; null: nothing, in two seconds. */
export async function get(url, path) {
  const options = { headers: { authorization: 'Bearer e2e' }, signal: AbortSignal.timeout(2_000) };
  const answer = await fetch(url + path, options).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

const records = (folder, id) => orNone(() => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))).filter((one) => (one.call_id ?? one.callId) === id));

const written = (file) => orNone(() => readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line))
  .filter(({ type }) => type === 'event').map(({ content }) => JSON.parse(content)));

function orNone(read) {
  try {
    return read();
  } catch (e) {
    if (e.code === 'ENOENT') {
      return [];
    }
    throw e;
  }
}
