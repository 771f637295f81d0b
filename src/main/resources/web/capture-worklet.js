import { Framer } from './framer.js';
import { Resampler } from './resampler.js';

const FRAME_MILLIS = 20;

/** Turns the microphone into frames of 20 ms at the rate the codec wants. */
class Capture extends AudioWorkletProcessor {
  #resampler;
  #framer;

  constructor({ processorOptions }) {
    super();
    this.#resampler = new Resampler(sampleRate, processorOptions.sampleRate);
    this.#framer = new Framer((processorOptions.sampleRate * FRAME_MILLIS) / 1000);
  }

  process([input]) {
    const channel = input[0];
    if (channel) {
      for (const frame of this.#framer.push(this.#resampler.process(channel))) {
        this.port.postMessage(frame, [frame.buffer]);
      }
    }
    return true;
  }
}

registerProcessor('capture', Capture);
