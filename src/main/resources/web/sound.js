import { CODECS } from './codecs.js';
import { keyFrames } from './dtmf.js';
import { Failure } from './failures.js';
import { rms } from './meters.js';
import { Microphone } from './microphone.js';
import { Player } from './player.js';

const WORKLETS = ['capture-worklet.js', 'playback-worklet.js'];

/**
 * Both directions of a call's audio, in the payload of its codec.
 * `on` hears `payload(ArrayBuffer)` to send, `inputLevel(rms)`, `outputLevel(rms)`, `heard(millis)`
 * once after `arm`, and `microphoneLost()`.
 */
export class Sound {
  muted = false;
  #codec;
  #on;
  #context = new AudioContext({ latencyHint: 'interactive' });
  #microphone;
  #player;
  #keys = [];

  /** To be made in a click: browsers let no page sound that nobody has touched. */
  constructor(codecName, on) {
    this.#codec = CODECS[codecName];
    this.#on = on;
  }

  /** @throws Failure that says why there is no sound. */
  async open(withMicrophone) {
    try {
      this.#microphone = withMicrophone ? await Microphone.ask() : undefined;
      await this.#load();
    } catch (failure) {
      this.close();
      throw failure;
    }
    this.#player = new Player(this.#context, this.#codec.sampleRate, {
      level: (level) => this.#on.outputLevel(level),
      heard: (millis) => this.#on.heard(millis),
    });
    this.#microphone?.listen(this.#context, this.#codec.sampleRate, (frame) => this.#talk(frame));
    this.#microphone?.onLost(() => this.#on.microphoneLost());
  }

  /** What the invite says of the audio. */
  get option() {
    return this.#codec.option;
  }

  play(payload) {
    this.#player?.play(this.#codec.decode(payload));
  }

  /** Silence at once, also for what is still on its way, until `listen`. */
  cut() {
    this.#player?.cut();
  }

  listen() {
    this.#player?.listen();
  }

  flush() {
    this.#player?.flush();
  }

  arm() {
    this.#player?.arm();
  }

  /** Sends the tones of a key in-band, in place of the microphone. */
  press(key) {
    this.#keys.push(...keyFrames(key, this.#codec.sampleRate));
    if (!this.#microphone) {
      this.#keys.splice(0).forEach((frame) => this.#send(frame));
    }
  }

  close() {
    this.#microphone?.close();
    this.#player?.close();
    this.#context.close();
    this.#player = this.#microphone = undefined;
  }

  async #load() {
    if (!globalThis.isSecureContext) {
      throw new Failure('insecureContext');
    }
    try {
      await Promise.all(
        WORKLETS.map((name) => this.#context.audioWorklet.addModule(new URL(name, import.meta.url))),
      );
      await this.#context.resume();
    } catch (error) {
      throw new Failure('noSound', error.message);
    }
  }

  #talk(frame) {
    const key = this.#keys.shift();
    const spoken = this.muted ? new Float32Array(frame.length) : frame;
    this.#on.inputLevel(rms(spoken));
    this.#send(key ?? spoken);
  }

  #send(frame) {
    this.#on.payload(this.#codec.encode(frame));
  }
}
