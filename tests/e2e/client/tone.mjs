/** Tones and loudness in samples. */

/** Root mean square of samples, in dB below full scale. */
export function levelOf(samples) {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0) / (samples.length || 1);
  return 10 * Math.log10(energy / 32768 ** 2 + 1e-12);
}

/** Which part of the energy lies at a frequency, 0 to 1 (Goertzel). */
export function shareAt(samples, rate, hertz) {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [before, last, energy] = [0, 0, 0];
  for (const sample of samples) {
    [before, last] = [last, sample + coefficient * last - before];
    energy += sample * sample;
  }
  const power = before * before + last * last - coefficient * before * last;
  return energy === 0 ? 0 : (2 * power) / (energy * samples.length);
}

/** Whether it is this tone and hardly anything else, and not silent. */
export const isTone = (samples, rate, hertz) => levelOf(samples) > -50 && shareAt(samples, rate, hertz) > 0.8;

/** Milliseconds, in steps of 20, of which the tone fills nearly all. */
export function millisOfTone(samples, rate, hertz) {
  const step = rate / 50;
  let count = 0;
  for (let at = 0; at + step <= samples.length; at += step) {
    count += isTone(samples.subarray(at, at + step), rate, hertz) ? 1 : 0;
  }
  return count * 20;
}
