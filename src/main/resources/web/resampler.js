/** Zero crossings of the sinc on each side: with the window below, 80 dB of stop band. */
const ZERO_CROSSINGS = 20;
const KAISER_BETA = 8;
/** Where the pass band ends, as a part of the lower Nyquist frequency. */
const PASS_BAND = 0.9;

/** Changes the sample rate of a stream by a windowed sinc, one table row for each phase. */
export class Resampler {
  #up;
  #down;
  #half;
  #rows;
  #held;
  #at;
  #phase = 0;

  /** Rates in Hz. */
  constructor(fromRate, toRate) {
    const divisor = greatestCommonDivisor(fromRate, toRate);
    this.#up = toRate / divisor;
    this.#down = fromRate / divisor;
    const scale = Math.min(1, this.#up / this.#down);
    this.#half = Math.ceil(ZERO_CROSSINGS / scale);
    this.#rows = Array.from({ length: this.#up }, (_, phase) =>
      row(phase / this.#up, this.#half, scale * PASS_BAND),
    );
    this.#held = new Float32Array(this.#half - 1);
    this.#at = this.#half - 1;
  }

  /** The next samples at the new rate; the stream is delayed by `half` samples of the old one. */
  process(input) {
    if (this.#up === this.#down) {
      return input.slice();
    }
    const source = joined(this.#held, input);
    const output = [];
    while (this.#at + this.#half < source.length) {
      output.push(this.#sampleOf(source));
      this.#phase += this.#down;
      this.#at += Math.floor(this.#phase / this.#up);
      this.#phase %= this.#up;
    }
    const keepFrom = Math.min(source.length, this.#at - this.#half + 1);
    this.#held = source.slice(keepFrom);
    this.#at -= keepFrom;
    return Float32Array.from(output);
  }

  #sampleOf(source) {
    const weights = this.#rows[this.#phase];
    const first = this.#at - this.#half + 1;
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++) {
      sum += weights[tap] * source[first + tap];
    }
    return sum;
  }
}

/** The taps for an output that lies `fraction` of a sample after the middle, scaled to a gain of 1. */
function row(fraction, half, cutoff) {
  const taps = Float64Array.from({ length: 2 * half }, (_, tap) => {
    const distance = tap - half + 1 - fraction;
    return sinc(cutoff * distance) * kaiser(distance / half);
  });
  const gain = taps.reduce((sum, tap) => sum + tap, 0);
  return Float32Array.from(taps, (tap) => tap / gain);
}

function sinc(x) {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(position) {
  const inside = 1 - position * position;
  return inside <= 0 ? 0 : bessel(KAISER_BETA * Math.sqrt(inside)) / bessel(KAISER_BETA);
}

/** The modified Bessel function of order zero, by its power series. */
function bessel(x) {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function joined(head, tail) {
  const all = new Float32Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

function greatestCommonDivisor(a, b) {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
