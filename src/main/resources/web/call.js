/**
 * A call over one WebSocket: JSON commands and events as text, audio as binary frames.
 * Needs nothing of a page: in Node, give it a WebSocket class and it is a client library.
 */
const OPEN = 1;
/** No Close frame, the node goes away, the service restarts: the call may still be there. */
const LOST_CODES = new Set([1001, 1006, 1012]);
/** Before the answer, each of these means that there will be none; the first one says why. */
const REFUSALS = new Set(['error', 'reject', 'hangup']);
const RETURN_WITHIN_MILLIS = 10_000;
const RETURN_PAUSES_MILLIS = [100, 300, 600, 1_000, 1_500];
const ATTEMPT_MILLIS = 3_000;
/** A socket that lived so long counts as a return; one that died at once does not. */
const SETTLED_MILLIS = 2_000;
const ANSWER_MILLIS = 15_000;
const GOODBYE_MILLIS = 2_000;
/** Audio that cannot leave is worth nothing: about two seconds of pcm. */
const UNSENT_BYTES = 64_000;

const WALL_CLOCK = {
  now: () => performance.now(),
  after: (millis, task) => setTimeout(task, millis),
  cancel: (timer) => clearTimeout(timer),
};

/**
 * Phases: `new`, `connecting`, `inviting`, `up`, `returning` (socket lost), `ended`.
 * `on.phase(phase)`, `on.event(event)`, `on.audio(ArrayBuffer)`, `on.command(command)` and
 * `on.ended({kind, detail, code})`, with kind `hangup`, `unreachable`, `refused`, `noAnswer`,
 * `closed` or `lost`.
 */
export class Call {
  #urlOf;
  #on;
  #WebSocket;
  #clock;
  #socket;
  #option;
  #timer;
  #goodbyeTimer;
  #openedAt = 0;
  #lostAt;
  #attempts = 0;
  #waiting = [];
  #goodbye;
  #refusal;

  /** `urlOf(id, more)` is the address of the socket; `more` are query parameters of the re-attach. */
  constructor({ id = newCallId(), urlOf, on, WebSocket = globalThis.WebSocket, clock = WALL_CLOCK }) {
    this.id = id;
    this.phase = 'new';
    this.lastSeq = 0;
    this.#urlOf = urlOf;
    this.#on = on;
    this.#WebSocket = WebSocket;
    this.#clock = clock;
  }

  /** Connects and places the call that `option` describes. */
  start(option) {
    this.#option = option;
    this.#enter('connecting');
    this.#connect({});
    this.#alarm(ANSWER_MILLIS, () => this.#end('noAnswer'));
  }

  /** Sends now, or after the return of a lost socket; a call that has ended takes no command. */
  send(command) {
    if (this.phase === 'ended') {
      return;
    }
    if (this.#socket?.readyState === OPEN) {
      this.#on.command?.(command);
      this.#socket.send(JSON.stringify(command));
    } else {
      this.#waiting.push(command);
    }
  }

  /** Raw codec payload; dropped while the call is not up, or the socket is closing or does not keep pace. */
  sendAudio(payload) {
    const socket = this.#socket;
    if (this.phase === 'up' && socket.readyState === OPEN && socket.bufferedAmount < UNSENT_BYTES) {
      socket.send(payload);
    }
  }

  /** Ends the call: the server says `hangup` and closes; one that does not is left. */
  hangup(reason = 'user hung up') {
    if (this.phase === 'connecting' || this.phase === 'inviting') {
      this.#end('hangup', reason);
    } else if (this.phase === 'up' || this.phase === 'returning') {
      this.send({ command: 'hangup', reason, initiator: 'client' });
      this.#goodbyeTimer ??= this.#clock.after(GOODBYE_MILLIS, () => this.#end('hangup', reason));
    }
  }

  #connect(more) {
    const socket = new this.#WebSocket(this.#urlOf(this.id, more));
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = ({ data }) => this.#received(data);
    socket.onclose = ({ code, reason }) => this.#closed(socket, code, reason);
    this.#socket = socket;
  }

  #opened(socket) {
    if (socket !== this.#socket) {
      return;
    }
    this.#openedAt = this.#clock.now();
    if (this.phase === 'connecting') {
      this.#enter('inviting');
      this.send({ command: 'invite', option: this.#option });
    } else {
      this.#silenceAlarm();
      this.#enter('up');
    }
    this.#waiting.splice(0).forEach((command) => this.send(command));
  }

  #received(data) {
    this.#attempts = 0;
    if (typeof data !== 'string') {
      this.#on.audio?.(data);
      return;
    }
    const event = parsed(data);
    if (!event || event.seq <= this.lastSeq) {
      return;
    }
    this.lastSeq = event.seq ?? this.lastSeq;
    this.#follow(event);
    this.#on.event?.(event);
  }

  #follow(event) {
    if (event.event === 'answer' && this.phase === 'inviting') {
      this.#silenceAlarm();
      this.#enter('up');
    } else if (event.event === 'hangup') {
      this.#goodbye = event;
    }
    if (this.phase === 'inviting' && REFUSALS.has(event.event)) {
      this.#refusal ??= event;
    }
  }

  #closed(socket, code, reason) {
    if (socket !== this.#socket || this.phase === 'ended') {
      return;
    }
    if (this.#refusal) {
      const { error, reason: why, code: status } = this.#refusal;
      this.#end('refused', error ?? why, status);
    } else if (this.#goodbye) {
      this.#end('hangup', this.#goodbye.reason, code);
    } else if (this.phase === 'connecting') {
      this.#end('unreachable', reason, code);
    } else if (this.phase === 'inviting') {
      this.#end('refused', reason, code);
    } else if (LOST_CODES.has(code)) {
      this.#comeBack();
    } else {
      this.#end('closed', reason, code);
    }
  }

  #comeBack() {
    const now = this.#clock.now();
    const settled = this.phase === 'up' && now - this.#openedAt >= SETTLED_MILLIS;
    if (this.#lostAt === undefined || settled) {
      this.#lostAt = now;
      this.#attempts = 0;
    }
    if (this.phase !== 'returning') {
      this.#enter('returning');
    }
    const pause = RETURN_PAUSES_MILLIS[Math.min(this.#attempts++, RETURN_PAUSES_MILLIS.length - 1)];
    if (now + pause - this.#lostAt > RETURN_WITHIN_MILLIS) {
      this.#end('lost');
    } else {
      this.#alarm(pause, () => this.#attempt());
    }
  }

  #attempt() {
    this.#connect({ attach: true, since: this.lastSeq });
    const leftMillis = this.#lostAt + RETURN_WITHIN_MILLIS - this.#clock.now();
    this.#alarm(Math.min(ATTEMPT_MILLIS, leftMillis), () => {
      this.#leave();
      this.#comeBack();
    });
  }

  #end(kind, detail = '', code = undefined) {
    this.#silenceAlarm();
    this.#clock.cancel(this.#goodbyeTimer);
    this.#leave();
    this.#waiting = [];
    this.#enter('ended');
    this.#on.ended?.({ kind, detail, code });
  }

  /** From here on nothing that this socket does matters. */
  #leave() {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(1000);
  }

  #enter(phase) {
    this.phase = phase;
    this.#on.phase?.(phase);
  }

  #alarm(millis, task) {
    this.#silenceAlarm();
    this.#timer = this.#clock.after(millis, task);
  }

  #silenceAlarm() {
    this.#clock.cancel(this.#timer);
  }
}

/** Not `crypto.randomUUID`, which a page without a secure context lacks. */
function newCallId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return 'page-' + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parsed(text) {
  try {
    const event = JSON.parse(text);
    return typeof event?.event === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}
