/**
 * A server of the page that a test can make fail: it serves the page with the strictest
 * Content-Security-Policy and answers a call just so far that the page has something to show.
 * `node fake-server.mjs [port]` runs it for work on the page without a voxbus node.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { FakeCall } from './fake-call.mjs';

const WEB = fileURLToPath(new URL('../../../src/main/resources/web/', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export class FakeServer {
  /** The key every request must bring, or undefined. */
  key;
  /** The status that refuses each socket, or undefined. */
  refuseSocketWith;
  /** What the caller is understood to have said, one after the other. */
  texts = ['hello world'];
  /** Events to send instead of an answer. */
  insteadOfAnswer;
  calls = new Map();
  attachRequests = [];
  #http = createServer((request, response) => this.#serve(request, response));
  #sockets = new WebSocketServer({ noServer: true });

  constructor() {
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  async listen(port = 0) {
    await new Promise((done) => this.#http.listen(port, '127.0.0.1', done));
    this.port = this.#http.address().port;
    this.url = `http://localhost:${this.port}/`;
    return this;
  }

  /** Ends every connection without a Close frame and stops listening. */
  async close() {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((done) => this.#http.close(done));
  }

  /** Tears every socket: the browser sees close code 1006. */
  cut() {
    this.#sockets.clients.forEach((socket) => socket.terminate());
  }

  get call() {
    return [...this.calls.values()].at(-1);
  }

  async #serve(request, response) {
    const { pathname } = new URL(request.url, this.url);
    if (pathname === '/iceservers' || pathname === '/call/lists') {
      const allowed = !this.key || request.headers.authorization === `Bearer ${this.key}`;
      const calls = [...this.calls.values()].map(({ id }) => ({ id, node: 'fake-1' }));
      response.writeHead(allowed ? 200 : 401, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(!allowed ? {} : pathname === '/iceservers' ? [] : { calls }));
      return;
    }
    const path = normalize(pathname === '/' ? '/index.html' : pathname);
    try {
      const body = await readFile(join(WEB, path));
      response.writeHead(200, { 'Content-Type': TYPES[extname(path)], 'Content-Security-Policy': POLICY });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  #upgrade(request, socket, head) {
    const { searchParams } = new URL(request.url, this.url);
    const status = this.key && searchParams.get('token') !== this.key ? 401 : this.refuseSocketWith;
    if (status) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (accepted) =>
      this.#accept(accepted, searchParams),
    );
  }

  #accept(socket, parameters) {
    const id = parameters.get('id');
    if (parameters.get('attach')) {
      this.attachRequests.push(Object.fromEntries(parameters));
      this.calls.get(id).attach(socket, Number(parameters.get('since')));
      return;
    }
    const call = new FakeCall(id, this.texts.slice(), this.insteadOfAnswer);
    this.calls.set(id, call);
    call.attach(socket, 0);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await new FakeServer().listen(Number(process.argv[2] ?? 8090));
  console.log(server.url);
}
