/**
 * A node behind a NAT, see nat.sh, that hears of its own addresses when the call is there already. VOXBUS_URL is another node's
 * address, VOXBUS_INSIDE a process in the node's network, VOXBUS_ROUTER one in the router.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hears, send } from './call.mjs';
import * as chromium from './chromium.mjs';

const LIMIT = { timeout: 150_000 };
const NODE = '10.78.1.2';
const OUTSIDE = '10.78.2.1';
const RELAY = '10.78.3.2';
const root = fileURLToPath(new URL('../../..', import.meta.url));
const stops = [];

after(async () => {
  await chromium.close();
  router('flush', 'chain', 'ip', 'voxbus', 'blocked');
  stops.forEach((stop) => stop());
});

const router = (...rule) => execFileSync('nsenter', ['-t', process.env.VOXBUS_ROUTER, '-n', 'nft', ...rule]);
const block = (to) => router('add', 'rule', 'ip', 'voxbus', 'blocked', 'ip', 'daddr', to, 'ip', 'saddr', NODE, 'ip', 'protocol', 'udp', 'drop');
const kind = ({ candidate }) => / typ (\S+)/.exec(candidate)?.[1] ?? '';

/** The address of a further node there. */
async function startNode() {
  const folder = mkdtempSync(join(tmpdir(), 'voxbus-late-'));
  mkdirSync(join(folder, 'sounds'));
  const [java, ...flags] = process.env.VOXBUS_JAVA.split(/\s+/);
  const running = spawn('nsenter', ['-t', process.env.VOXBUS_INSIDE, '-n', java, ...flags, '-Xmx768m', '-jar', join(root, 'target/voxbus.jar'),
    '--config', join(root, 'tests/e2e/nat.yaml')], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  stops.push(() => running.kill('SIGKILL'), () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  let said = '';
  running.stdout.on('data', (text) => (said += text));
  running.stderr.on('data', (text) => (said += text));
  for (let tries = 0; tries < 400; tries++) {
    const ports = /^voxbus node .*localhost:(\d+) .* port (\d+)\)$/m.exec(said);
    const ready = ports && (await fetch(`http://${NODE}:${ports[2]}/ready`).catch(() => null));
    if (ready?.ok) {
      return `http://${NODE}:${ports[1]}`;
    }
    await pause(200);
  }
  throw new Error(`the node did not start: ${said}`);
}

test('a browser is told of the addresses that the node hears of after its answer, and talks by the relay among them', LIMIT, async () => {
  block(RELAY);
  block('10.78.2.2');
  const { page } = await chromium.visit();
  const node = await startNode();
  const url = `${node.replace(/^http/, 'ws')}/call/webrtc?id=late&token=${process.env.VOXBUS_KEYS}`;
  const answer = await page.evaluate((to) => caller.invite(to, { option: { trickle: true, handshakeTimeout: 60 } }), url);
  assert.deepEqual([...answer.matchAll(/^a=candidate:.* typ (\S+)/gm)].map(([, one]) => one), ['host']);
  await page.evaluate((sdp) => caller.take(sdp), answer);
  router('flush', 'chain', 'ip', 'voxbus', 'blocked');
  block('10.78.2.2'); // but for its relay it reaches nobody
  await page.evaluate(() => caller.until(() => caller.events.some((one) => one.event === 'candidate' && one.candidate === ''), 'no end', 60_000));
  const told = await page.evaluate(() => caller.events.filter(({ event }) => event === 'candidate'));
  assert.deepEqual(new Set(told.map(kind)), new Set(['srflx', 'relay', '']));
  assert.ok(told.find((one) => kind(one) === 'srflx').candidate.includes(OUTSIDE));
  await page.evaluate(() => caller.connected());
  await send(page, 'play', { url: 'tone:880' });
  await hears(page, 880);
  assert.equal((await page.evaluate(() => caller.stats())).remoteAddress, RELAY);
});
