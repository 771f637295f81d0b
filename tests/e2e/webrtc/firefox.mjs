/**
 * Headless Firefox with a client of /call/webrtc in a page, driven by WebDriver BiDi. It finds no candidates
 * on loopback: VOXBUS_URL has another address. Its microphone is a tone of 1 kHz, or a recording that the page plays.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';

const CALLER = readFileSync(new URL('caller.js', import.meta.url), 'utf8');
const START_MILLIS = 60_000;
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.getusermedia.insecure.enabled': true,
  'media.devices.insecure.enabled': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};
const open = [];
let calls = 0;

/** A page with a caller in it, and the id of the call it will place. The page is an empty one, unless its address is given. */
export async function visit(speech, quietMillis, node = process.env.VOXBUS_URL, shown = undefined) {
  const browser = await Firefox.start();
  const page = await browser.page(shown ?? (await blank(process.env.VOXBUS_BROWSER_HOST ?? new URL(node).hostname)));
  await page.evaluate(`() => { ${CALLER} }`);
  if (speech) {
    await page.evaluate((wav) => caller.speak(wav), readFileSync(speech).toString('base64'));
  }
  const id = `fox-${process.pid}-${++calls}`;
  const url = `${node.replace(/^http/, 'ws')}/call/webrtc?id=${id}&token=${process.env.VOXBUS_KEYS}`;
  return { page, id, url };
}

/** Has `stop` be called by {@link close} as well. */
export const atEnd = (stop) => open.push(stop);
export const close = () => Promise.all(open.splice(0).map((one) => one()));

/** An empty page: those of the node allow no recording to be played. */
function blank(host) {
  const server = createServer((request, response) => response.setHeader('content-type', 'text/html').end('<title>voxbus</title>'));
  open.push(() => server.closeAllConnections() ?? server.close());
  return new Promise((resolve) => server.listen(0, host, () => resolve(`http://${host}:${server.address().port}/`)));
}

class Firefox {
  #socket;
  #asked = new Map();
  #count = 0;

  static async start() {
    const folder = mkdtempSync(join(tmpdir(), 'voxbus-firefox-'));
    writeFileSync(join(folder, 'user.js'),
      Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${value});\n`).join(''));
    const running = spawn(process.env.VOXBUS_FIREFOX ?? 'firefox-esr',
      ['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port=0', 'about:blank'],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: folder } });
    const ended = new Promise((resolve) => running.once('exit', resolve));
    const firefox = new Firefox();
    open.push(async () => {
      firefox.#socket?.terminate();
      running.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    });
    await firefox.#connect(`${await listening(running)}/session`);
    await firefox.ask('session.new', { capabilities: {} });
    return firefox;
  }

  async page(url) {
    const { contexts } = await this.ask('browsingContext.getTree', {});
    const { context } = contexts[0];
    await this.ask('browsingContext.navigate', { context, url, wait: 'complete' });
    return { evaluate: (code, argument) => this.#evaluate(context, code, argument) };
  }

  async ask(method, params) {
    const id = ++this.#count;
    const answer = await new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    if (answer.type === 'error') {
      throw new Error(`${method}: ${answer.message}`);
    }
    return answer.result;
  }

  /** As `page.evaluate` of Playwright: a function, and what it is called with. */
  async #evaluate(context, code, argument) {
    const expression = `(async () => JSON.stringify(await (${code})(${JSON.stringify(argument)})))()`;
    const { result, exceptionDetails } = await this.ask('script.evaluate',
      { expression, target: { context }, awaitPromise: true, userActivation: true });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.text);
    }
    return result.value === undefined ? undefined : JSON.parse(result.value);
  }

  #connect(url) {
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket.on('message', (text) => {
      const answer = JSON.parse(text);
      this.#asked.get(answer.id)?.(answer);
      this.#asked.delete(answer.id);
    });
    return new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
  }
}

function listening(running) {
  let said = '';
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Firefox did not start: ${said}`)), START_MILLIS);
    const look = (text) => {
      said += text;
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (address) {
        clearTimeout(late);
        resolve(address);
      }
    };
    running.stdout.on('data', look);
    running.stderr.on('data', look);
    running.on('error', reject);
  });
}
