const KEY_NAME = 'voxbus.key';
const ASK_MILLIS = 4_000;

/** The node that served this page: its addresses, and the API key of this browser tab. */
export class Server {
  #base;
  #storage;
  #fetch;

  /** `base` is the page's own address; `storage` keeps the key until the tab is closed. */
  constructor(base, storage, fetch) {
    this.#base = base;
    this.#storage = storage;
    this.#fetch = fetch;
  }

  get key() {
    return this.#storage.getItem(KEY_NAME) ?? '';
  }

  set key(key) {
    this.#storage.setItem(KEY_NAME, key.trim());
  }

  /** Where the socket of call `id` is; a browser cannot send headers there, so the key is `token`. */
  socketUrl(id, more, path = 'call') {
    const url = new URL(path, this.#base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const token = this.key ? { token: this.key } : {};
    url.search = new URLSearchParams({ id, ...more, ...token });
    return url.href;
  }

  /** `ready`, `keyWanted`, `busy` or `unreachable`. */
  async state() {
    try {
      const { status } = await this.#get('iceservers');
      return { 401: 'keyWanted', 403: 'keyWanted', 503: 'busy' }[status] ?? 'ready';
    } catch {
      return 'unreachable';
    }
  }

  /** The STUN and TURN servers for a call by WebRTC; none when the server does not say. */
  async iceServers() {
    try {
      return await (await this.#get('iceservers')).json();
    } catch {
      return [];
    }
  }

  /** The node that hosts a call, by the list of calls; undefined when the list does not say. */
  async nodeOf(id) {
    try {
      const { calls } = await (await this.#get('call/lists')).json();
      return calls.find((call) => call.id === id)?.node;
    } catch {
      return undefined;
    }
  }

  #get(path) {
    return this.#fetch(new URL(path, this.#base), {
      headers: this.key ? { Authorization: `Bearer ${this.key}` } : {},
      cache: 'no-store',
      signal: AbortSignal.timeout(ASK_MILLIS),
    });
  }
}
