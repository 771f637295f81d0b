import { JitterBuffer } from './jitter-buffer.js';
import { Resampler } from './resampler.js';

/** How often the level of what is heard is told. */
const LEVEL_SECONDS = 0.04;
/** A sample this loud (-40 dBFS) is the beginning of a sound, not noise before it. */
const AUDIBLE = 0.01;

/** Plays the server's audio; tells its level, and once after each `arm` when it was first heard. */
class Playback extends AudioWorkletProcessor {
  #resampler;
  #buffer = new JitterBuffer(sampleRate);
  #armed = false;
  #energy = 0;
  #measured = 0;

  constructor({ processorOptions }) {
    super();
    this.#resampler = new Resampler(processorOptions.sampleRate, sampleRate);
    this.port.onmessage = ({ data }) => this.#obey(data);
  }

  process(_, [output]) {
    const channel = output[0];
    this.#buffer.pull(channel);
    output.slice(1).forEach((other) => other.set(channel));
    this.#watch(channel);
    this.#measure(channel);
    return true;
  }

  #obey(order) {
    if (order.samples) {
      this.#buffer.push(this.#resampler.process(order.samples));
    } else if (order.flush) {
      this.#buffer.flush();
    } else if (order.arm) {
      this.#armed = true;
    }
  }

  #watch(samples) {
    const first = this.#armed ? samples.findIndex((sample) => Math.abs(sample) > AUDIBLE) : -1;
    if (first >= 0) {
      this.#armed = false;
      this.port.postMessage({ heardAtSeconds: currentTime + first / sampleRate });
    }
  }

  #measure(samples) {
    this.#energy += samples.reduce((sum, sample) => sum + sample * sample, 0);
    this.#measured += samples.length;
    if (this.#measured >= LEVEL_SECONDS * sampleRate) {
      this.port.postMessage({ rms: Math.sqrt(this.#energy / this.#measured) });
      this.#energy = 0;
      this.#measured = 0;
    }
  }
}

registerProcessor('playback', Playback);
