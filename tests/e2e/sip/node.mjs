/** A node of a test's own, for a configuration that other tests do not want. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { freeUdpPort } from './ports.mjs';

const READY = /^voxbus node .*localhost:(\d+) /m;

export class OwnNode {
  said = '';
  #process;
  #ended;

  /** Starts it in a folder; `sections` is YAML of further sections, and `sip` further keys of that one. */
  static async start(folder, { sections = '', sip = '' }) {
    mkdirSync(folder, { recursive: true });
    const node = new OwnNode();
    node.sipPort = await freeUdpPort();
    writeFileSync(`${folder}/node.yaml`, `node: ${folder.split('/').pop()}
http: { port: 0, managementPort: 0 }
webrtc: { port: 0 }
rtp: { host: 127.0.0.1, firstPort: 21000, lastPort: 21999 }
${sections}
sip:
  listen: { host: 127.0.0.1, udp: ${node.sipPort}, tcp: ${node.sipPort} }
  guard: { trust: [127.0.0.0/8] }
${sip}`);
    const [java, ...flags] = process.env.VOXBUS_JAVA.split(/\s+/).filter(Boolean);
    node.#process = spawn(java, [...flags, '-Xmx512m', '-jar', process.env.VOXBUS_JAR, '--config', `${folder}/node.yaml`],
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    node.#process.stdout.on('data', (text) => (node.said += text));
    node.#process.stderr.on('data', (text) => (node.said += text));
    node.#ended = new Promise((resolve) => node.#process.on('exit', resolve));
    for (let i = 0; i < 600 && !READY.test(node.said); i++) {
      if (node.#process.exitCode !== null) {
        break;
      }
      await wait(50);
    }
    const ready = READY.exec(node.said);
    if (!ready) {
      node.#process.kill('SIGKILL');
      throw new Error(`the node did not start:\n${node.said.slice(-2_000)}`);
    }
    node.url = `http://127.0.0.1:${ready[1]}`;
    node.management = `http://127.0.0.1:${/port (\d+)\)/.exec(node.said)[1]}`;
    return node;
  }

  /** What /metrics says of a meter; undefined: nothing. */
  async meter(name) {
    const text = await (await fetch(`${this.management}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return line && Number(line.slice(name.length));
  }

  /** Stops it as an operator does. */
  stop() {
    this.#process.kill('SIGTERM');
    return this.#ended;
  }
}
