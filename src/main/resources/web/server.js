const KEY_NAME = 'voxbus.key';
const ADMIN_KEY_NAME = 'voxbus.adminKey';
const ASK_MILLIS = 4_000;
/** A component is replaced on one node after the other. */
const ORDER_MILLIS = 120_000;

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

  get adminKey() {
    return this.#storage.getItem(ADMIN_KEY_NAME) ?? '';
  }

  set adminKey(key) {
    this.#storage.setItem(ADMIN_KEY_NAME, key.trim());
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

  /** The nodes as the server sees them. */
  async cluster() {
    return (await this.#get('cluster')).json();
  }

  /** The calls of all nodes. */
  async calls() {
    return (await this.#get('call/lists')).json();
  }

  /** The names of the components that run on any node; none without an admin key that the server takes. */
  async components() {
    const answer = this.adminKey ? await this.#get('admin/components', this.adminKey) : undefined;
    const { nodes } = answer?.ok ? await answer.json() : { nodes: [] };
    return [...new Set(nodes.flatMap(({ components = [] }) => components.map(({ component }) => component)))];
  }

  /** Posts to an admin route; fails with the server's own words. */
  async order(path) {
    const answer = await this.#fetch(new URL(path, this.#base), {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.adminKey}` },
      signal: AbortSignal.timeout(ORDER_MILLIS),
    });
    const said = await answer.json();
    if (!answer.ok) {
      throw new Error(said.error);
    }
    return said;
  }

  #get(path, key = this.key) {
    return this.#fetch(new URL(path, this.#base), {
      headers: key ? { Authorization: `Bearer ${key}` } : {},
      cache: 'no-store',
      signal: AbortSignal.timeout(ASK_MILLIS),
    });
  }
}
