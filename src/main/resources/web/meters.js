/** The quietest level a meter shows. */
const FLOOR_DB = -60;
/** How much of its height a meter loses in a second once it is quieter. */
const FALL_PER_SECOND = 1.6;
/** How often the value for screen readers changes. */
const TELL_MILLIS = 250;

/** Root mean square of samples in [-1, 1]. */
export function rms(samples) {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/** The part of a meter, 0 to 1, that a root mean square fills. */
export function height(level) {
  const decibels = 20 * Math.log10(Math.max(level, 1e-9));
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
}

/** Shows a level on an element with the role `meter`: up at once, down slowly. */
export class Meter {
  #element;
  #shown = 0;
  #wanted = 0;
  #drawnAt = 0;
  #toldAt = 0;

  constructor(element) {
    this.#element = element;
  }

  set level(level) {
    const idle = this.#shown === 0 && this.#wanted === 0;
    this.#wanted = height(level);
    if (idle && this.#wanted > 0) {
      this.#drawnAt = performance.now();
      requestAnimationFrame((now) => this.#draw(now));
    }
  }

  #draw(now) {
    const fallen = this.#shown - (FALL_PER_SECOND * Math.max(0, now - this.#drawnAt)) / 1000;
    this.#shown = Math.max(this.#wanted, fallen, 0);
    this.#drawnAt = now;
    this.#element.style.setProperty('--level', this.#shown.toFixed(3));
    if (now - this.#toldAt > TELL_MILLIS || this.#shown === 0) {
      this.#toldAt = now;
      this.#element.setAttribute('aria-valuenow', Math.round(this.#shown * 100));
    }
    if (this.#shown > 0) {
      requestAnimationFrame((next) => this.#draw(next));
    }
  }
}
