/** Times of a turn, all in ms on the page's own clock (`performance.now()`). */

/** Beyond this, the times of an event are not of the clock that stamped it. */
const PLAUSIBLE_MILLIS = 30_000;

/**
 * When the speech ended that an event tells of. The server says how long ago that was when it sent
 * the event, which came at `arrivalMillis`: so its clock and ours need not agree.
 */
export function speechEndMillis(event, arrivalMillis) {
  const end = event.event === 'silence' ? event.startTime + event.duration : event.endTime;
  const agoMillis = event.timestamp - end;
  return agoMillis >= 0 && agoMillis < PLAUSIBLE_MILLIS ? arrivalMillis - agoMillis : arrivalMillis;
}

/** Follows one question and its answer: end of speech, text understood, audio received, audio heard. */
export class Turns {
  #ended;
  #understood;
  #received;
  #totals = [];

  /** Somebody speaks again: what was being measured is void. */
  speaking() {
    this.#ended = this.#understood = this.#received = undefined;
  }

  silent(event, arrivalMillis) {
    this.speaking();
    this.#ended = speechEndMillis(event, arrivalMillis);
  }

  understood(event, arrivalMillis) {
    this.#ended ??= speechEndMillis(event, arrivalMillis);
    this.#understood = arrivalMillis;
    this.#received = undefined;
  }

  /** The first audio of the answer has come. */
  received(nowMillis) {
    if (this.#understood !== undefined) {
      this.#received ??= nowMillis;
    }
  }

  /** Its first sound is heard: the measure of this turn, or undefined when nobody had asked. */
  heard(nowMillis) {
    if (this.#understood === undefined || this.#received === undefined) {
      return undefined;
    }
    const [ended, understood, received] = [this.#ended, this.#understood, this.#received];
    this.speaking();
    this.#totals.push(nowMillis - ended);
    return {
      totalMillis: Math.round(nowMillis - ended),
      understoodMillis: Math.round(understood - ended),
      voiceMillis: Math.round(received - understood),
      playedMillis: Math.round(nowMillis - received),
      medianMillis: Math.round(median(this.#totals)),
      turns: this.#totals.length,
    };
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
