const NAMES = { you: 'You', bot: 'Bot', note: '' };
const HINTS = { growing: 'listening …', waiting: 'about to speak', speaking: 'speaking', cut: 'interrupted' };

/** Draws a transcript's lines; tells finished ones to screen readers through `announcer`. */
export class TranscriptView {
  #list;
  #announcer;
  #items = new Map();
  #announced = new Set();

  constructor(list, announcer) {
    this.#list = list;
    this.#announcer = announcer;
  }

  clear() {
    this.#items.clear();
    this.#announced.clear();
    this.#list.replaceChildren();
  }

  show(lines) {
    const atEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 60;
    const keys = new Set(lines.map((line) => line.key));
    for (const [key, item] of this.#items) {
      if (!keys.has(key)) {
        item.remove();
        this.#items.delete(key);
      }
    }
    lines.forEach((line) => this.#draw(line));
    if (atEnd) {
      this.#list.scrollTop = this.#list.scrollHeight;
    }
  }

  #draw(line) {
    const item = this.#items.get(line.key) ?? this.#newItem(line);
    item.dataset.state = line.state;
    const heard = line.state === 'cut' ? line.heardText : undefined;
    item.querySelector('.words').textContent = heard ?? line.text;
    item.querySelector('.unheard').textContent =
      heard === undefined ? '' : line.text.slice(heard.length);
    item.querySelector('.hint').textContent = HINTS[line.state] ?? '';
    this.#announce(line);
  }

  #newItem(line) {
    const item = document.createElement('li');
    item.className = line.who;
    item.append(span('who', NAMES[line.who]), bubble(), span('hint', ''));
    this.#items.set(line.key, item);
    this.#list.append(item);
    return item;
  }

  /** A partial text changes many times a second: only what is final is worth being read aloud. */
  #announce(line) {
    const ready = line.who === 'bot' || line.state === 'said' || line.state === 'failed';
    if (ready && !this.#announced.has(line.key)) {
      this.#announced.add(line.key);
      this.#announcer.textContent = `${NAMES[line.who]} ${line.text}`.trim();
    }
  }
}

function bubble() {
  const paragraph = document.createElement('p');
  paragraph.append(span('words', ''), span('unheard', ''));
  return paragraph;
}

function span(name, text) {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  return element;
}
