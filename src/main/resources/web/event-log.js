/** The commands and events of a call in their order, with what a reader wants to see of them. */
const MOST_ENTRIES = 1000;

export class EventLog {
  entries = [];
  #startMillis;

  /** `direction` is `out` for a command, `in` for an event; `atMillis` on the page's clock. */
  add(direction, message, atMillis) {
    this.#startMillis ??= atMillis;
    const entry = {
      direction,
      name: message.command ?? message.event,
      message,
      seconds: (atMillis - this.#startMillis) / 1000,
    };
    this.entries.push(entry);
    this.entries.splice(0, this.entries.length - MOST_ENTRIES);
    return entry;
  }

  clear() {
    this.entries = [];
    this.#startMillis = undefined;
  }

  matching(filter) {
    return this.entries.filter((entry) => matches(entry, filter));
  }

  /** JSON lines, as a file or a bug report wants them. */
  text(filter) {
    return this.matching(filter)
      .map((entry) => JSON.stringify(entry.message))
      .join('\n');
  }
}

/** Every word of the filter must occur in the message; `-word` must not. */
export function matches(entry, filter) {
  const text = JSON.stringify(entry.message).toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-')
    .every((word) => (word.startsWith('-') ? !text.includes(word.slice(1)) : text.includes(word)));
}

/** The fields that say the most, for one line of the list. */
export function summary({ message }) {
  const { event, command, seq, timestamp, trackId, ...rest } = message;
  const words = rest.text ?? rest.error ?? rest.key;
  const first = words === undefined ? [] : [words];
  const others = Object.entries(rest)
    .filter(([name, value]) => !['text', 'error', 'key'].includes(name) && value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`);
  return [...first, ...others].join('  ');
}
