/** A node of its own for tests that need another configuration than the one of run.sh. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const READY = /^voxbus node .*localhost:(\d+) .* port (\d+)\)$/m;

export class Node {
  folder;
  url;
  #management;
  #running;

  /** Starts one with these sections beside what every test needs, and these variables, and waits until it is ready. */
  static async start(name, sections, variables = {}) {
    const node = new Node();
    node.folder = `${process.env.VOXBUS_SIP_LOGS}/${name}`;
    for (const folder of ['sounds', 'recordings', 'cdr']) {
      mkdirSync(`${node.folder}/${folder}`, { recursive: true });
    }
    writeFileSync(`${node.folder}/node.yaml`, JSON.stringify({ // JSON is YAML
      node: name, http: { port: 0, managementPort: 0 }, webrtc: { port: 0 }, media: { root: 'sounds' },
      recorder: { root: 'recordings' }, callrecord: { root: 'cdr' }, ai: { providers: { local: { preload: '0' } } },
      ...sections, sip: { dialPlan: `${root}/conf/dialplan.yaml`, ...sections.sip },
    }, null, 1));
    // without the second compiler it is there sooner; no test of these asks for speed
    const log = openSync(`${node.folder}/node.log`, 'w');
    node.#running = spawn('bash', ['-c', `. "$0/cluster/java.sh"; exec "$JAVA" $JVM_FLAGS -XX:TieredStopAtLevel=1 -Xmx512m -jar "$0/target/voxbus.jar" --config node.yaml`, root],
      { cwd: node.folder, env: { ...process.env, ...variables }, stdio: ['ignore', log, log] });
    closeSync(log);
    await node.#ready();
    return node;
  }

  /** How often the SIP stack has counted something, e.g. scanner. */
  async counted(event) {
    return (await this.meter(`voxbus_sip_total{event="${event}"`)) ?? 0;
  }

  /** What /metrics says of the first meter that begins so; undefined: nothing. */
  async meter(start) {
    const text = await (await fetch(`${this.#management}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(start));
    return line && Number(line.split(' ').pop());
  }

  get log() {
    return readFileSync(`${this.folder}/node.log`, 'utf8');
  }

  /** As the power would. */
  kill() {
    this.#running.kill('SIGKILL');
  }

  async stop() {
    if (this.#running.exitCode !== null || this.#running.signalCode !== null) {
      return;
    }
    const ended = new Promise((resolve) => this.#running.once('exit', resolve));
    this.#running.kill();
    await Promise.race([ended, pause(10_000)]);
    this.#running.kill('SIGKILL');
  }

  async #ready() {
    let ended = false;
    this.#running.once('exit', () => (ended = true));
    for (const end = Date.now() + 60_000; Date.now() < end && !ended; await pause(100)) {
      const ports = READY.exec(this.log);
      if (ports) {
        this.url = `http://127.0.0.1:${ports[1]}`;
        this.#management = `http://127.0.0.1:${ports[2]}`;
        if (await fetch(`${this.#management}/ready`).then(({ ok }) => ok, () => false)) {
          return;
        }
      }
    }
    this.#running.kill('SIGKILL');
    throw new Error(`the node did not start:\n${this.log.slice(-2000)}`);
  }
}
