/** Shows how a call by WebRTC is carried, and how well. */
const UNKNOWN = '–';

export class QualityView {
  #root;

  /** @param {HTMLElement} root holds an element a value, named by `data-value`. */
  constructor(root) {
    this.#root = root;
  }

  clear() {
    this.#root.querySelectorAll('[data-value]').forEach((field) => (field.textContent = UNKNOWN));
  }

  /** `visible` while a call by WebRTC is the last one. */
  set visible(visible) {
    this.#root.hidden = !visible;
  }

  node(node) {
    this.#set('node', node);
  }

  /** As the browser sees it. */
  stats({ ice, dtls, codec, rttMillis, lost, received, jitterMillis }) {
    const share = received ? ((100 * lost) / (lost + received)).toFixed(1) : undefined;
    this.#set('ice', ice);
    this.#set('dtls', dtls);
    this.#set('codec', codec);
    this.#set('rtt', rttMillis, ' ms');
    this.#set('loss', share, ' %');
    this.#set('jitter', jitterMillis, ' ms');
  }

  /** As the server hears us: its `metrics` event. */
  heard({ mos, lost, packets }) {
    const share = packets ? ((100 * lost) / (lost + packets)).toFixed(1) : undefined;
    this.#set('mos', mos?.toFixed(1));
    this.#set('loss-up', share, ' %');
  }

  #set(name, value, unit = '') {
    const field = this.#root.querySelector(`[data-value=${name}]`);
    field.textContent = value === undefined ? UNKNOWN : `${value}${unit}`;
  }
}
