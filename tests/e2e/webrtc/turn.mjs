/** A coturn that takes credentials of a time, on loopback. */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SECRET = 'e2e-secret';
const ADDRESS = process.env.VOXBUS_HOST ?? '127.0.0.1';

export async function startTurn() {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'voxbus-turn-'));
  const server = spawn('turnserver', ['-n', `--listening-ip=${ADDRESS}`, `--relay-ip=${ADDRESS}`,
    `--listening-port=${port}`, '--min-port=27000', '--max-port=27099', '--use-auth-secret',
    `--static-auth-secret=${SECRET}`, '--realm=voxbus', '--fingerprint', '--no-tls', '--no-dtls',
    '--allow-loopback-peers', '--no-cli', '--no-multicast-peers', '--log-file=stdout',
    `--pidfile=${join(folder, 'pid')}`], { cwd: folder, stdio: 'ignore' });
  for (let tries = 0; !(await reachable(port)); tries++) {
    if (tries > 100 || server.exitCode !== null) {
      throw new Error('turnserver did not start');
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  const username = `${Math.floor(Date.now() / 1000) + 600}:e2e`;
  const credential = createHmac('sha1', SECRET).update(username).digest('base64');
  return {
    servers: (transport) => [{ urls: [`turn:${ADDRESS}:${port}?transport=${transport}`], username, credential }],
    stop: () => server.kill('SIGKILL'),
  };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, ADDRESS, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function reachable(port) {
  return new Promise((resolve) => {
    const probe = createConnection(port, ADDRESS, () => {
      probe.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}
