/**
 * What was said on both sides, as plain data. A line is `{key, who, text, state}`:
 * who `you`, `bot` or `note`; state `growing`, `waiting`, `speaking`, `said`, `cut` or `failed`.
 */
const MOST_LINES = 200;

export class Transcript {
  lines = [];
  #count = 0;

  /** An asrDelta or asrFinal of the caller's; an empty final takes back what was guessed so far. */
  heard(event) {
    const final = event.event === 'asrFinal';
    const text = event.text.trim();
    const open = this.lines.findLast((line) => line.who === 'you' && line.state === 'growing');
    if (text === '') {
      return final && open ? this.#remove(open) : undefined;
    }
    const line = open ?? this.#add({ who: 'you' });
    return Object.assign(line, { text, state: final ? 'said' : 'growing' });
  }

  /** The bot's text, sent as the playback `playId` and not heard yet. */
  asked(playId, text) {
    return this.#add({ who: 'bot', playId, text, state: 'waiting' });
  }

  /** A playback replaces those that were asked for before it, also when they never began. */
  started(playId) {
    const line = this.#turn(playId, ['waiting'], 'speaking');
    const older = line ? this.lines.slice(0, this.lines.indexOf(line)) : [];
    older.filter(({ state }) => state === 'waiting').forEach((one) => (one.state = 'cut'));
    return line;
  }

  ended(playId) {
    return this.#turn(playId, ['waiting', 'speaking'], 'said');
  }

  /** The playback was cut: `heardShare` of it (0 to 1) had been heard, or an unknown part. */
  interrupted(playId, heardShare) {
    const line = this.#turn(playId, ['waiting', 'speaking'], 'cut');
    if (line && heardShare !== undefined) {
      line.heardText = beginning(line.text, heardShare);
    }
    return line;
  }

  note(text, state = 'said') {
    return this.#add({ who: 'note', text, state });
  }

  /** The call is over: nothing goes on growing or waiting. */
  close() {
    for (const line of this.lines) {
      line.state = { growing: 'said', waiting: 'cut', speaking: 'said' }[line.state] ?? line.state;
    }
  }

  #turn(playId, from, to) {
    const line = this.lines.findLast((one) => one.playId === playId && from.includes(one.state));
    return line && Object.assign(line, { state: to });
  }

  #add(line) {
    const added = { key: ++this.#count, ...line };
    this.lines.push(added);
    this.lines.splice(0, this.lines.length - MOST_LINES);
    return added;
  }

  #remove(line) {
    this.lines.splice(this.lines.indexOf(line), 1);
    return undefined;
  }
}

/** The first words of a text, as many as were heard. */
function beginning(text, share) {
  const words = text.split(/\s+/);
  return words.slice(0, Math.round(words.length * Math.min(1, Math.max(0, share)))).join(' ');
}

/** How much of a playback an `interruption` event says was heard; undefined when it does not say. */
export function heardShare({ current, totalDuration }) {
  return totalDuration > 0 ? current / totalDuration : undefined;
}
