/** Cuts a stream of samples into frames of one length. */
export class Framer {
  #frame;
  #filled = 0;

  constructor(frameSamples) {
    this.#frame = new Float32Array(frameSamples);
  }

  /** The frames that these samples complete. */
  push(samples) {
    const frames = [];
    let taken = 0;
    while (taken < samples.length) {
      const count = Math.min(samples.length - taken, this.#frame.length - this.#filled);
      this.#frame.set(samples.subarray(taken, taken + count), this.#filled);
      taken += count;
      this.#filled += count;
      if (this.#filled === this.#frame.length) {
        frames.push(this.#frame);
        this.#frame = new Float32Array(this.#frame.length);
        this.#filled = 0;
      }
    }
    return frames;
  }
}
