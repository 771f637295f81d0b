/** A frame whose peak is below this (-50 dBFS) may be left out to win back time. */
const SILENT_PEAK = 0.003;

/** Smooths how server audio arrives: waits until some is there, then gives it out without a gap. */
export class JitterBuffer {
  #chunks = [];
  #buffered = 0;
  #playing = false;
  #waited = 0;
  #last = 0;
  #target;
  #bound;

  /** `sampleRate` in Hz; playing starts at `targetMillis` and never lags more than `boundMillis`. */
  constructor(sampleRate, targetMillis = 60, boundMillis = 2000) {
    this.#target = (sampleRate * targetMillis) / 1000;
    this.#bound = (sampleRate * boundMillis) / 1000;
  }

  get buffered() {
    return this.#buffered;
  }

  push(samples) {
    if (this.#buffered > 2 * this.#target && peak(samples) < SILENT_PEAK) {
      return;
    }
    this.#chunks.push(samples);
    this.#buffered += samples.length;
    this.#waited = 0;
    while (this.#buffered > this.#bound) {
      this.#buffered -= this.#chunks.shift().length;
    }
  }

  /** Fills `out` with what is next, or with silence; true when it holds audio. */
  pull(out) {
    if (!this.#playing) {
      this.#playing = this.#mayStart(out.length);
    }
    const filled = this.#playing ? this.#take(out) : 0;
    this.#fadeOut(out, filled);
    if (filled < out.length) {
      this.#playing = false;
    }
    return filled > 0;
  }

  flush() {
    this.#chunks = [];
    this.#buffered = 0;
    this.#playing = false;
  }

  /** Enough is there, or so little that nothing more seems to come: the tail of a short sound. */
  #mayStart(samples) {
    if (this.#buffered === 0) {
      return false;
    }
    this.#waited += samples;
    return this.#buffered >= this.#target || this.#waited > this.#target;
  }

  #take(out) {
    let filled = 0;
    while (filled < out.length && this.#chunks.length > 0) {
      const chunk = this.#chunks[0];
      const count = Math.min(chunk.length, out.length - filled);
      out.set(chunk.subarray(0, count), filled);
      filled += count;
      this.#buffered -= count;
      if (count === chunk.length) {
        this.#chunks.shift();
      } else {
        this.#chunks[0] = chunk.subarray(count);
      }
    }
    if (filled > 0) {
      this.#last = out[filled - 1];
    }
    return filled;
  }

  /** Goes to zero within a few samples, for a jump would be heard as a click. */
  #fadeOut(out, from) {
    for (let index = from; index < out.length; index++) {
      this.#last *= 0.95;
      out[index] = this.#last;
    }
  }
}

function peak(samples) {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}
