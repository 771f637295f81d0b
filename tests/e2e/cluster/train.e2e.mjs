/** What a JVM has learnt by running a node, as run.sh lets it before these tests. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from '../client/until.mjs';

const LIMIT = { timeout: 60_000 };
const root = fileURLToPath(new URL('../../..', import.meta.url));
const script = 'root=$PWD; . cluster/java.sh; echo "$JAVA|$JVM_FLAGS $(trained)"';
const [java, flags] = execFileSync('bash', ['-c', script], { cwd: root, encoding: 'utf8' }).trim().split('|');
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'voxbus-train-'));
  // with its times, as up.sh does: cpSync rounds them to ms, at times into the next second, which is another jar to a JVM
  execFileSync('cp', ['-a', join(root, 'target/voxbus.jar'), join(root, 'target/lib'), folder]);
});
after(() => rmSync(folder, { recursive: true }));

/** Reads the configuration by a copy of the jar, as the nodes of cluster/up.sh run one; tells where a class of ours is from. */
function check(...more) {
  const done = spawnSync(java, [...flags.trim().split(/\s+/), '-Xlog:class+load', ...more,
    '-jar', join(folder, 'voxbus.jar'), '--check'], { cwd: root, encoding: 'utf8', maxBuffer: 1e9 });
  const line = done.stdout.split('\n').find((one) => one.includes('io.voxbus.node.NodeConfig '));
  return { status: done.status, source: line?.match(/source: (.*)$/)[1], out: done.stdout };
}

test('a node takes its classes from what was learnt of its jar', LIMIT, () => {
  assert.match(flags, /-XX:AOTCache=\S+voxbus\.aot/);
  const { status, source } = check('-XX:AOTMode=on');
  assert.deepEqual([status, source], [0, 'shared objects file']);
});

test('its components are replaced by those of the jar', LIMIT, async () => {
  const config = join(folder, 'node.yaml');
  writeFileSync(config, 'node: trained\nhttp: {port: 0, managementPort: 0, adminKeys: [secret]}\nwebrtc: {port: 0}\n');
  const node = spawn(java, [...flags.trim().split(/\s+/), '-jar', join(root, 'target/voxbus.jar'), '--config', config],
    { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    let out = '';
    node.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    const port = () => out.match(/^voxbus node trained: http:\/\/localhost:(\d+)/m)?.[1];
    await until(port, 'the node', 40_000);
    const redeployed = await fetch(`http://127.0.0.1:${port()}/admin/nodes/trained/components/media/redeploy`,
      { method: 'POST', headers: { authorization: 'Bearer secret' } });
    assert.deepEqual([redeployed.status, (await redeployed.json()).status], [200, 'redeployed']);
  } finally {
    const ended = once(node, 'exit');
    node.kill();
    await ended;
  }
});

test('another jar starts as if nothing had been learnt, and it is said', LIMIT, () => {
  utimesSync(join(folder, 'voxbus.jar'), new Date(), new Date());
  const { status, source, out } = check();
  assert.deepEqual([status, source.startsWith('shared')], [0, false]);
  assert.match(out, /\[warning\].*voxbus\.jar|jar file is not the one/i);
});
