/** The protocol client over a scripted socket and a clock of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { web } from './web.mjs';

const { Call } = await web('call.js');

class Clock {
  millis = 0;
  #tasks = new Map();
  #count = 0;
  now = () => this.millis;
  after = (millis, task) => {
    this.#tasks.set(++this.#count, { at: this.millis + millis, task });
    return this.#count;
  };
  cancel = (timer) => this.#tasks.delete(timer);

  advance(millis) {
    const until = this.millis + millis;
    for (let next = this.#due(until); next; next = this.#due(until)) {
      const [timer, { at, task }] = next;
      this.#tasks.delete(timer);
      this.millis = at;
      task();
    }
    this.millis = until;
  }

  #due(until) {
    return [...this.#tasks].filter(([, { at }]) => at <= until).sort((a, b) => a[1].at - b[1].at)[0];
  }
}

function start(script = () => {}) {
  const clock = new Clock();
  const seen = [];
  const sockets = [];
  class Socket {
    readyState = 0;
    bufferedAmount = 0;
    sent = [];
    constructor(url) {
      this.url = url;
      sockets.push(this);
      script(this);
    }
    open() {
      this.readyState = 1;
      this.onopen();
    }
    tell(...events) {
      events.forEach((event) => this.onmessage({ data: typeof event === 'string' ? event : JSON.stringify(event) }));
    }
    lose(code = 1006, reason = '') {
      this.readyState = 3;
      this.onclose({ code, reason });
    }
    send(data) {
      this.sent.push(typeof data === 'string' ? JSON.parse(data) : data);
    }
    close(code) {
      this.closedWith = code;
    }
  }
  const call = new Call({
    id: 'c1',
    urlOf: (id, more) => `${id}?${new URLSearchParams(more)}`,
    on: {
      phase: (phase) => seen.push(phase),
      event: (event) => seen.push(event.event + (event.seq ?? '')),
      audio: (payload) => seen.push(payload.byteLength),
      ended: (end) => seen.push(end),
    },
    WebSocket: Socket,
    clock,
  });
  call.start({ codec: 'pcm' });
  return { call, clock, seen, sockets };
}

/** A call that is up after `answer`, seq 1, with what was seen so far forgotten. */
function up() {
  const started = start();
  started.sockets[0].open();
  started.sockets[0].tell({ event: 'answer', seq: 1 });
  started.seen.length = 0;
  return started;
}

test('a call connects, invites and is up with the answer', () => {
  const { seen, sockets } = start();
  sockets[0].open();
  sockets[0].tell({ event: 'answer', seq: 1 }, { event: 'trackStart', seq: 2 });
  sockets[0].onmessage({ data: new ArrayBuffer(640) });
  assert.deepEqual(seen, ['connecting', 'inviting', 'up', 'answer1', 'trackStart2', 640]);
  assert.deepEqual(sockets[0].sent, [{ command: 'invite', option: { codec: 'pcm' } }]);
});

test('audio goes out only while the call is up and the socket keeps pace', () => {
  const { call, sockets } = start();
  const frame = new ArrayBuffer(640);
  call.sendAudio(frame);
  sockets[0].open();
  call.sendAudio(frame);
  sockets[0].tell({ event: 'answer', seq: 1 });
  call.sendAudio(frame);
  sockets[0].bufferedAmount = 64_000;
  call.sendAudio(frame);
  assert.deepEqual(sockets[0].sent.slice(1), [frame]);
});

test('no audio goes out while the socket closes', () => {
  const { call, sockets } = start();
  sockets[0].open();
  sockets[0].tell({ event: 'answer', seq: 1 });
  sockets[0].readyState = 2;
  call.sendAudio(new ArrayBuffer(640));
  assert.deepEqual(sockets[0].sent.slice(1), []);
});

test('commands given before the socket is open follow the invite', () => {
  const { call, sockets } = start();
  call.send({ command: 'interrupt' });
  sockets[0].open();
  assert.deepEqual(sockets[0].sent.map(({ command }) => command), ['invite', 'interrupt']);
});

test('text that is no event, and an event seen before, are left out', () => {
  const { seen, sockets } = up();
  sockets[0].tell('{', 'null', '{"x":1}', { event: 'answer', seq: 1 }, { event: 'custom' }, { event: 'dtmf', seq: 2 });
  assert.deepEqual(seen, ['custom', 'dtmf2']);
});

test('a hangup is asked for and ends the call when the server closes', () => {
  const { call, seen, sockets } = up();
  call.hangup();
  sockets[0].tell({ event: 'hangup', reason: 'user hung up', seq: 2 });
  sockets[0].lose(1000);
  assert.deepEqual(sockets[0].sent.at(-1), { command: 'hangup', reason: 'user hung up', initiator: 'client' });
  assert.deepEqual(seen, ['hangup2', 'ended', { kind: 'hangup', detail: 'user hung up', code: 1000 }]);
});

test('a server that does not close after a hangup is left', () => {
  const { call, clock, seen, sockets } = up();
  call.hangup();
  clock.advance(1_999);
  assert.deepEqual(seen, []);
  clock.advance(1);
  assert.deepEqual(seen, ['ended', { kind: 'hangup', detail: 'user hung up', code: undefined }]);
  assert.equal(sockets[0].closedWith, 1000);
});

test('a hangup before the answer ends the call at once', () => {
  const { call, seen, sockets } = start();
  call.hangup();
  sockets[0].lose();
  assert.deepEqual(seen.slice(1), ['ended', { kind: 'hangup', detail: 'user hung up', code: undefined }]);
});

test('a socket that never opens means that the server cannot be reached', () => {
  const { seen, sockets } = start();
  sockets[0].lose();
  assert.deepEqual(seen.at(-1), { kind: 'unreachable', detail: '', code: 1006 });
});

test('an error instead of the answer tells why', () => {
  const { seen, sockets } = start();
  sockets[0].open();
  sockets[0].tell({ event: 'error', error: 'no such codec', code: 400, seq: 1 }, { event: 'hangup', reason: 'failed', seq: 2 });
  sockets[0].lose(1000);
  assert.deepEqual(seen.at(-1), { kind: 'refused', detail: 'no such codec', code: 400 });
});

test('a server that does not answer is given up after 15 s', () => {
  const { clock, seen, sockets } = start();
  sockets[0].open();
  clock.advance(15_000);
  assert.deepEqual(seen.at(-1), { kind: 'noAnswer', detail: '', code: undefined });
});

test('a Close frame in the middle of the call ends it with what the server said', () => {
  const { seen, sockets } = up();
  sockets[0].lose(1008, 'too slow');
  assert.deepEqual(seen, ['ended', { kind: 'closed', detail: 'too slow', code: 1008 }]);
});

test('a lost socket comes back after the last event seen; nothing is lost or doubled', () => {
  const { call, clock, seen, sockets } = up();
  sockets[0].tell({ event: 'speaking', seq: 2 });
  sockets[0].lose();
  call.send({ command: 'interrupt' });
  call.sendAudio(new ArrayBuffer(640));
  clock.advance(100);
  assert.equal(sockets[1].url, 'c1?attach=true&since=2');
  sockets[1].open();
  sockets[1].tell({ event: 'speaking', seq: 2 }, { event: 'silence', seq: 3 });
  clock.advance(60_000);
  assert.deepEqual(seen, ['speaking2', 'returning', 'up', 'silence3']);
  assert.deepEqual(sockets[1].sent, [{ command: 'interrupt' }]);
});

test('returning is tried for ten seconds, also against a server that hangs', () => {
  const { clock, seen, sockets } = up();
  sockets[0].lose();
  clock.advance(100);
  sockets[1].lose();
  clock.advance(300);
  assert.equal(sockets.length, 3);
  clock.advance(10_000);
  assert.ok(sockets.length >= 4, `${sockets.length} sockets`);
  assert.deepEqual(seen, ['returning', 'ended', { kind: 'lost', detail: '', code: undefined }]);
  assert.ok(sockets.slice(2).every(({ closedWith }) => closedWith === 1000));
});

test('a socket that opens and dies at once again does not prolong the return', () => {
  const { clock, seen, sockets } = up();
  sockets[0].lose();
  for (let at = 0; at < 120 && seen.at(-1).kind === undefined; at++) {
    clock.advance(100);
    if (sockets.at(-1).readyState === 0) {
      sockets.at(-1).open();
      sockets.at(-1).lose();
    }
  }
  assert.equal(seen.at(-1).kind, 'lost');
  assert.ok(clock.millis > 8_000 && clock.millis <= 10_000, `${clock.millis}`);
});

test('a call that settled again has the full time for the next loss', () => {
  const { clock, seen, sockets } = up();
  for (let loss = 0; loss < 3; loss++) {
    sockets.at(-1).lose();
    clock.advance(100);
    sockets.at(-1).open();
    clock.advance(9_000);
  }
  assert.deepEqual(seen, ['returning', 'up', 'returning', 'up', 'returning', 'up']);
});

test('a hangup during the return is carried out when the socket is back', () => {
  const { call, clock, sockets } = up();
  sockets[0].lose();
  call.hangup('enough');
  clock.advance(100);
  sockets[1].open();
  assert.deepEqual(sockets[1].sent, [{ command: 'hangup', reason: 'enough', initiator: 'client' }]);
});

test('ids are new, and good for every server', () => {
  const ids = Array.from({ length: 100 }, () => new Call({ urlOf: () => '', on: {} }).id);
  assert.equal(new Set(ids).size, 100);
  assert.ok(ids.every((id) => /^[A-Za-z0-9._@;=+-]{1,128}$/.test(id)));
});
