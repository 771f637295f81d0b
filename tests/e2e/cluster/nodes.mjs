/** Three nodes on this machine, by cluster/up.sh and cluster/down.sh. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Of ports, each with a range of its own. */
const KINDS = 5;
/** Several nodes that start at once on two cores compile for most of that time: without the second compiler they are there in 20 s instead of 32. */
const QUICK_START = '-XX:TieredStopAtLevel=1';
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Starts them, with further variables of the environment; gives their addresses and what ends them. VOXBUS_STATE is the folder of their logs. */
export async function startNodes(count, variables = {}) {
  const ports = [];
  for (let kind = 0; kind < KINDS; kind++) {
    ports.push(await freePorts(kind, count));
  }
  const [port, managementPort, clusterPort, webRtcPort, sipPort] = ports;
  const all = {
    VOXBUS_PORT: port, VOXBUS_MANAGEMENT_PORT: managementPort, VOXBUS_CLUSTER_PORT: clusterPort,
    VOXBUS_WEBRTC_PORT: webRtcPort, VOXBUS_SIP_PORT: sipPort,
    VOXBUS_CLUSTER_NAME: `e2e-${process.pid}`, VOXBUS_HEAP: '512m',
    // a machine that is busy with other things is no lost node
    VOXBUS_CLUSTER_LOST_AFTER: '30', VOXBUS_CLUSTER_LEASE: '10', VOXBUS_SETTLE: '0',
    // their cores are for the start: most calls here are not listened to
    VOXBUS_JVM_FLAGS: QUICK_START, VOXBUS_PRELOAD: '0', VOXBUS_CLUSTER_REHEARSED: '8',
    ...variables,
  };
  await script('up.sh', [String(count)], all);
  return {
    urls: Array.from({ length: count }, (_, i) => `http://127.0.0.1:${port + i}`),
    sipPort,
    /** As the power would: the node of that number, from 1, has no time for a word. */
    kill: (number) => signal(number, 'SIGKILL'),
    /** It is to leave in good order. */
    end: (number) => signal(number, 'SIGTERM'),
    /** Restarts them one after the other; gives what was said. */
    roll: () => script('roll.sh', [], all),
    /** What they have written, each. */
    logs: () => Array.from({ length: count }, (_, i) => readFileSync(`${process.env.VOXBUS_STATE}/node-${i + 1}.log`, 'utf8')),
    stop: () => script('down.sh', []),
  };
}

const signal = (number, name) => process.kill(Number(readFileSync(`${process.env.VOXBUS_STATE}/node-${number}.pid`, 'utf8')), name);

function script(name, args, variables = {}) {
  return new Promise((resolve, reject) => {
    let said = '';
    const running = spawn(`${root}/cluster/${name}`, args, { env: { ...process.env, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
    running.stdout.on('data', (text) => (said += text));
    running.stderr.on('data', (text) => (said += text));
    running.on('error', reject);
    running.on('exit', (code) => (code === 0 ? resolve(said) : reject(new Error(`${name} ended with ${code}: ${said}`))));
  });
}

/** The first of `count` ports in a row that nobody uses, below those that the system hands out by itself and above those of run.sh. */
async function freePorts(kind, count) {
  for (;;) {
    const first = 21_000 + kind * 1_500 + Math.floor(Math.random() * (1_500 - count));
    const all = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (all.every(Boolean)) {
      return first;
    }
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
