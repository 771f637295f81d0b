/** What is done in a round: all of it follows from its seed. */
const SHORT_MILLIS = [300, 5_000];
/** It is found to be lost, or nearly. */
const LONG_MILLIS = [5_000, 11_000];

/** How a node is parted from the other ones; its own clients reach it, unless it hangs. */
const KINDS = {
  both: 'is cut off',
  deaf: 'hears nothing',
  mute: 'is not heard',
  flapping: 'comes and goes',
  hang: 'hangs',
};

export function plan(seed) {
  const random = from(seed);
  const between = (least, most) => least + Math.floor(random() * (most - least + 1));
  const kinds = Object.keys(KINDS);
  const kind = kinds[seed % kinds.length];
  const owners = Array.from({ length: between(2, 4) }, () => between(1, 3));
  const node = random() < 0.7 ? owners[0] : between(1, 3);
  const millis = between(...(random() < 0.5 ? SHORT_MILLIS : LONG_MILLIS));
  return { seed, owners, node, kind, says: KINDS[kind], steps: kind === 'flapping' ? flaps(millis, between) : [millis], byNode: owners.map(() => between(1, 3)) };
}

/** Away, there, away, ...: an odd number of times. */
function flaps(millis, between) {
  const steps = [];
  for (let left = millis; left > 0 || steps.length % 2 === 0; left -= steps.at(-1)) {
    steps.push(between(200, 2_500));
  }
  return steps;
}

/** Mulberry32. */
function from(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
