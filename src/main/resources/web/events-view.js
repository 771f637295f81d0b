import { EventLog, matches, summary } from './event-log.js';

const DONE_MILLIS = 1_500;

/** The list of raw commands and events: filter, copy, clear, each one to be opened. */
export class EventsView {
  #log = new EventLog();
  #list;
  #filter;
  #count;

  constructor(root) {
    this.#list = root.querySelector('.entries');
    this.#filter = root.querySelector('input');
    this.#count = root.querySelector('.count');
    this.#filter.addEventListener('input', () => this.#redraw());
    const copy = root.querySelector('.copy');
    copy.addEventListener('click', () => this.#copy(copy));
    root.querySelector('.clear').addEventListener('click', () => this.clear());
  }

  add(direction, message) {
    const entry = this.#log.add(direction, message, performance.now());
    if (matches(entry, this.#filter.value)) {
      const atEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40;
      this.#list.append(row(entry));
      if (atEnd) {
        this.#list.scrollTop = this.#list.scrollHeight;
      }
    }
    this.#forget();
  }

  clear() {
    this.#log.clear();
    this.#redraw();
  }

  /** The log keeps so many: the list shows no more. */
  #forget() {
    while (this.#list.children.length > this.#log.entries.length) {
      this.#list.firstElementChild.remove();
    }
    this.#tellCount();
  }

  #redraw() {
    this.#list.replaceChildren(...this.#log.matching(this.#filter.value).map(row));
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#tellCount();
  }

  #tellCount() {
    const [shown, all] = [this.#list.children.length, this.#log.entries.length];
    this.#count.textContent = shown === all ? `${all}` : `${shown} of ${all}`;
  }

  async #copy(button) {
    const done = await copied(this.#log.text(this.#filter.value));
    button.textContent = done ? 'Copied' : 'Not allowed';
    setTimeout(() => (button.textContent = 'Copy'), DONE_MILLIS);
  }
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function row(entry) {
  const details = document.createElement('details');
  details.className = `entry ${entry.direction}`;
  details.dataset.name = entry.name;
  const line = document.createElement('summary');
  line.append(
    part('time', entry.seconds.toFixed(3)),
    part('arrow', entry.direction === 'out' ? '↑' : '↓', entry.direction === 'out' ? 'sent' : 'received'),
    part('name', entry.name),
    part('rest', summary(entry)),
  );
  details.append(line);
  details.addEventListener('toggle', () => showJson(details, entry.message), { once: true });
  return details;
}

function showJson(details, message) {
  const text = document.createElement('pre');
  text.textContent = JSON.stringify(message, null, 2);
  text.tabIndex = 0;
  details.append(text);
}

function part(name, text, label) {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  if (label) {
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', label);
  }
  return element;
}
