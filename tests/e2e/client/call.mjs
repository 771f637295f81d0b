/** A client of a call: events as they come, audio in both directions. */
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';

const FRAME_MILLIS = 20;

export class Call {
  events = [];
  /** What was heard: {at: ms, payload: Buffer}. */
  audio = [];
  /** How the socket closed: {code, reason}; null while it is open. */
  closed = null;
  #socket;
  #watchers = new Set();

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (data, binary) => {
      if (binary) {
        this.audio.push({ at: Date.now(), payload: data });
      } else {
        this.events.push(JSON.parse(data));
      }
      this.#look();
    });
    socket.on('error', () => {});
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#look();
    });
  }

  /** Opens a socket on a node such as http://127.0.0.1:8080; fails with the status when it is refused. */
  static open(node, query = {}, path = '/call') {
    const url = `${node.replace(/^http/, 'ws')}${path}?${new URLSearchParams(query)}`;
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const call = new Call(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => {
        socket._socket.unref(); // a test that failed must not wait for its call
        resolve(call);
      });
      socket.once('unexpected-response', (request, response) => {
        response.resume();
        reject(Object.assign(new Error(`refused with ${response.statusCode}`), { status: response.statusCode }));
      });
      socket.once('error', reject);
    });
  }

  /** Opens a socket, places the call and waits for its answer. */
  static async place(node, option = {}, query = {}, millis = 20_000) {
    const call = await Call.open(node, query);
    call.send('invite', { option });
    await call.event('answer', () => true, millis);
    return call;
  }

  send(command, fields = {}) {
    this.#socket.send(JSON.stringify({ command, ...fields }));
  }

  /** Sends packets of 20 ms at the pace of speech; returns the wall clock of the first one. */
  async stream(packets) {
    const start = Date.now();
    for (let i = 0; i < packets.length && !this.closed; i++) {
      const early = start + i * FRAME_MILLIS - Date.now();
      if (early > 0) {
        await pause(early);
      }
      this.#socket.send(packets[i]);
    }
    return start;
  }

  named(name) {
    return this.events.filter(({ event }) => event === name);
  }

  /** The first event of that name, from now on or already there, that fits. */
  event(name, fits = () => true, millis = 20_000) {
    const find = () => this.events.find((one) => one.event === name && fits(one));
    return this.until(find, `event ${name}`, millis);
  }

  /** Waits until `condition` gives something, and gives it. */
  until(condition, what, millis = 20_000) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = condition();
        if (found) {
          clearTimeout(timer);
          this.#watchers.delete(look);
          resolve(found);
        }
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`no ${what} in ${millis} ms; the last of ${this.events.length} events: ${this.events.slice(-12).map((one) => JSON.stringify(one)).join('\n  ')}`));
      }, millis);
      this.#watchers.add(look);
      look();
    });
  }

  async hangup() {
    this.send('hangup');
    await this.event('hangup');
    await this.over();
  }

  over() {
    return this.until(() => this.closed, 'end of the socket');
  }

  /** Ends the socket with a Close frame. */
  close() {
    this.#socket.close(1000);
    return this.over();
  }

  /** Loses the socket: the connection is gone, without a Close frame. */
  cut() {
    this.#socket._socket.destroy();
  }

  #look() {
    [...this.#watchers].forEach((look) => look());
  }
}
