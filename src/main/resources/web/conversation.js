import { GREETING, reply, replyToKey } from './bot.js';
import { Call } from './call.js';
import { CODECS } from './codecs.js';
import { Failure } from './failures.js';
import { Turns } from './latency.js';
import { RtcSound } from './rtc.js';
import { Sound } from './sound.js';
import { heardShare, Transcript } from './transcript.js';

const SPEECH = { vad: { type: 'silero' }, asr: { provider: 'local' }, tts: { provider: 'local' } };
const ECHO = 'echo';
/** Codecs of that kind travel by WebRTC. */
const RTC = 'rtc:';
/** What an interrupt cuts has long stopped arriving after this, even when no event tells so. */
const CUT_MILLIS = 1_000;

/**
 * One call of the page: microphone, loudspeaker and the demo bot around a `Call`.
 * `on` hears `phase`, `ended`, `message(direction, json)`, `node`, `transcript`, `playing`,
 * `latency`, `inputLevel(rms)`, `outputLevel(rms)`, and of calls by WebRTC `stats` and `quality`.
 */
export class Conversation {
  transcript = new Transcript();
  paused = false;
  /** The id of the playback that is heard, or undefined. */
  playing;
  #on;
  #server;
  #settings;
  #call;
  #sound;
  #turns = new Turns();
  #plays = 0;
  #node;
  #greeted = false;
  #awaitsAudio = false;
  #cancelled = false;

  /** `settings`: `{codec, bargeIn, microphone}`. */
  constructor(server, settings, on) {
    this.#server = server;
    this.#settings = settings;
    this.#on = on;
  }

  get muted() {
    return this.#sound.muted;
  }

  get echoing() {
    return this.playing === ECHO;
  }

  /** Opens microphone and loudspeaker, then calls; to be used from a click. @throws Failure */
  async start() {
    this.#sound = this.#newSound();
    await this.#openSound();
    if (this.#cancelled) {
      this.#finish({ kind: 'hangup', detail: '' });
      return;
    }
    this.#call = new Call({
      urlOf: (id, more) => this.#server.socketUrl(id, more, this.#rtc ? 'call/webrtc' : 'call'),
      on: {
        phase: (phase) => this.#on.phase(phase),
        command: (command) => this.#on.message('out', command),
        event: (event) => this.#follow(event),
        audio: (payload) => this.#hear(payload),
        ended: (end) => this.#finish(end),
      },
    });
    this.#call.start({ ...this.#sound.option, ...SPEECH });
  }

  get #rtc() {
    return this.#settings.codec.startsWith(RTC);
  }

  /** Made in the click itself: browsers let no page sound that nobody has touched. */
  #newSound() {
    const on = {
      payload: (payload) => this.#call?.sendAudio(payload),
      inputLevel: (level) => this.#on.inputLevel(level),
      outputLevel: (level) => this.#on.outputLevel(level),
      received: () => this.#turns.received(performance.now()),
      heard: (millis) => this.#heard(millis),
      microphoneLost: () => this.#note('The microphone is gone.', 'failed'),
      stats: (stats) => this.#on.stats(stats),
    };
    return this.#rtc
      ? new RtcSound(this.#settings.codec.slice(RTC.length), this.#settings.iceServers, on)
      : new Sound(this.#settings.codec, on);
  }

  say(text, more = {}) {
    const playId = `say-${++this.#plays}`;
    this.transcript.asked(playId, text);
    this.#on.transcript();
    this.#call.send({ command: 'tts', text, playId, endOfStream: true, ...more });
  }

  interrupt() {
    if (this.playing !== undefined) {
      this.#sound.cut();
      setTimeout(() => this.#sound.listen(), CUT_MILLIS);
    }
    this.#call.send({ command: 'interrupt' });
  }

  /** Freezes what is playing, or goes on with it; without a playback there is nothing to freeze. */
  togglePause() {
    this.paused = !this.paused && this.playing !== undefined;
    this.#call.send({ command: this.paused ? 'pause' : 'resume' });
    this.#on.playing();
  }

  /** Muted, the page itself sends silence: nothing of the microphone leaves the browser. */
  toggleMute() {
    this.#sound.muted = !this.#sound.muted;
    this.#call.send({ command: this.muted ? 'mute' : 'unmute', trackId: this.#call.id });
  }

  toggleEcho() {
    if (this.echoing) {
      this.interrupt();
    } else {
      this.#call.send({ command: 'play', url: 'echo:', playId: ECHO });
    }
  }

  press(key) {
    this.#sound.press(key);
  }

  /** Also while the browser still asks for the microphone. */
  hangup() {
    this.#cancelled = true;
    this.#call?.hangup();
  }

  /** The worklets come from the server: without it there is no sound either. */
  async #openSound() {
    try {
      await this.#sound.open(this.#settings.microphone);
    } catch (failure) {
      const gone = failure.kind === 'noSound' && (await this.#server.state()) === 'unreachable';
      throw gone ? new Failure('unreachable') : failure;
    }
  }

  #hear(payload) {
    if (this.#awaitsAudio) {
      this.#awaitsAudio = false;
      this.#turns.received(performance.now());
    }
    this.#sound.play(payload);
  }

  #heard(millis) {
    const latency = this.#turns.heard(millis);
    if (latency) {
      this.#on.latency(latency);
    }
  }

  #follow(event) {
    this.#on.message('in', event);
    const handle = {
      answer: () => this.#answered(event),
      migrate: () => this.#migrate(),
      metrics: () => this.#measured(event),
      speaking: () => this.#speaking(event),
      silence: () => this.#silent(event),
      asrDelta: () => this.transcript.heard(event),
      asrFinal: () => this.#understood(event),
      dtmf: () => this.#pressed(event),
      trackStart: () => this.#started(event),
      trackEnd: () => this.#ended(event),
      interruption: () => this.#interrupted(event),
      error: () => this.#note(`${event.sender}: ${event.error}`, 'failed'),
    }[event.event];
    if (handle) {
      handle();
      this.#on.transcript();
    }
  }

  #measured({ key, data }) {
    if (key === `rtp.${this.#call.id}`) {
      this.#on.quality(data);
    }
  }

  async #answered(event) {
    this.#sound.answered?.(event.sdp).catch(({ message }) => this.#note(message, 'failed'));
    if (!this.#greeted) {
      this.#greeted = true;
      this.say(GREETING);
    }
    this.#node = event.node ?? (await this.#server.nodeOf(this.#call.id));
    this.#on.node(this.#node);
  }

  /** The node of the call is gone, and its audio finds the way to another one. */
  async #migrate() {
    const reach = (candidate) => this.#call.send({ command: 'addIceCandidate', candidate });
    try {
      this.#call.send({ command: 'invite', option: await this.#sound.restart(reach) });
    } catch ({ message }) {
      this.#note(message, 'failed');
    }
  }

  #speaking(event) {
    if (this.#isCaller(event)) {
      this.#turns.speaking();
      if (this.#settings.bargeIn && this.playing !== undefined && !this.echoing) {
        this.interrupt();
      }
    }
  }

  #silent(event) {
    if (this.#isCaller(event)) {
      this.#turns.silent(event, performance.now());
    }
  }

  #understood(event) {
    this.transcript.heard(event);
    const answer = reply(event.text, this.#node);
    if (answer && !this.echoing) {
      this.#turns.understood(event, performance.now());
      this.#answer(answer);
    }
  }

  #pressed(event) {
    this.#note(`Key ${event.digit} detected.`);
    if (!this.echoing) {
      this.#answer(replyToKey(event.digit));
    }
  }

  #answer({ text, hangup = false }) {
    this.say(text, hangup ? { autoHangup: true } : {});
  }

  #started(event) {
    if (this.#isCaller(event)) {
      return;
    }
    this.#setPlaying(event.playId ?? event.trackId);
    this.#sound.listen();
    this.#sound.arm();
    this.#awaitsAudio = true;
    this.transcript.started(event.playId);
  }

  #ended(event) {
    if (this.#isCaller(event)) {
      return;
    }
    this.#sound.listen();
    this.transcript.ended(event.playId);
    if (this.playing === (event.playId ?? event.trackId)) {
      this.#setPlaying(undefined);
    }
  }

  #interrupted(event) {
    this.#sound.flush();
    this.#sound.listen();
    this.transcript.interrupted(event.playId, heardShare(event));
  }

  #setPlaying(playId) {
    this.playing = playId;
    this.paused = false;
    this.#on.playing();
  }

  #note(text, state) {
    this.transcript.note(text, state);
    this.#on.transcript();
  }

  #isCaller(event) {
    return event.trackId === this.#call.id;
  }

  #finish(end) {
    this.transcript.close();
    this.#on.transcript();
    this.#sound.close();
    this.#on.ended(end);
  }
}
