/** Shows the nodes and their calls while it is open, and gives orders to nodes with an admin key. */
const LOOK_MILLIS = 2_000;
const SURE_MILLIS = 4_000;
/** What every node has; the providers are asked for, with an admin key. */
const PLAIN = ['ai', 'media', 'call', 'sip', 'ws', 'http'];

export class ClusterView {
  #root;
  #server;
  #timer;
  #rows = new Map();

  /**
   * @param {HTMLDetailsElement} root
   * @param {import('./server.js').Server} server
   */
  constructor(root, server) {
    this.#root = root;
    this.#server = server;
    this.#fill(this.#find('.component'), PLAIN);
    root.addEventListener('toggle', () => this.#toggle());
    this.#find('.admin-key').addEventListener('change', () => this.#keyGiven());
    this.#find('form').addEventListener('submit', (submit) => {
      submit.preventDefault();
      this.#redeploy();
    });
  }

  #toggle() {
    clearInterval(this.#timer);
    if (this.#root.open) {
      this.#find('.admin-key').value = this.#server.adminKey;
      this.#timer = setInterval(() => this.#look(), LOOK_MILLIS);
      this.#look();
      this.#offer();
    }
  }

  #keyGiven() {
    this.#server.adminKey = this.#find('.admin-key').value;
    this.#offer();
  }

  /** What can be replaced: the plain components until the server tells more. */
  async #offer() {
    const running = await this.#server.components().catch(() => undefined);
    if (running) {
      const plain = PLAIN.filter((name) => !running.length || running.includes(name));
      const more = running.filter((name) => !PLAIN.includes(name)).sort();
      this.#fill(this.#find('.component'), [...plain, ...more]);
    }
  }

  async #look() {
    try {
      const [cluster, { calls }] = await Promise.all([this.#server.cluster(), this.#server.calls()]);
      this.#show(cluster, calls);
    } catch {
      this.#find('.standing').textContent = 'The server does not answer.';
    }
  }

  #show({ node: own, nodes, partitions, demo }, calls) {
    this.#find('.standing').textContent =
      `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}, ${calls.length} ${calls.length === 1 ? 'call' : 'calls'}` +
      (partitions.safe ? '.' : '; what they share is being copied.');
    const gone = new Set(this.#rows.keys());
    for (const node of nodes) {
      gone.delete(node.id);
      this.#row(node.id, demo).show(node, calls.filter((call) => call.node === node.id), node.id === own);
    }
    gone.forEach((id) => {
      this.#rows.get(id).element.remove();
      this.#rows.delete(id);
    });
    this.#fill(this.#find('.where'), ['all', ...nodes.map(({ id }) => id)]);
  }

  #row(id, demo) {
    if (!this.#rows.has(id)) {
      const row = new NodeRow(id, demo, (order) => this.#order(id, order));
      this.#rows.set(id, row);
      this.#find('.nodes').append(row.element);
    }
    return this.#rows.get(id);
  }

  async #redeploy() {
    const [component, where] = [this.#find('.component').value, this.#find('.where').value];
    this.#say(`Replacing ${component} …`);
    const answer = await this.#admin(`admin/nodes/${where}/components/${component}/redeploy`);
    if (answer) {
      this.#say(answer.nodes.map(({ nodeId, version }) => `${nodeId}: ${component} ${version.number}`).join(', '));
    }
  }

  async #order(id, order) {
    const answer = await this.#admin(`admin/nodes/${id}/${order}`);
    if (answer) {
      this.#say(order === 'drain' ? `${id} takes no more calls and leaves.` : `${id} is dead.`);
    }
  }

  async #admin(path) {
    this.#server.adminKey = this.#find('.admin-key').value;
    try {
      return await this.#server.order(path);
    } catch (failure) {
      this.#say(failure.message);
      return undefined;
    } finally {
      this.#look();
      this.#offer();
    }
  }

  #say(text) {
    this.#find('.said-back').textContent = text;
  }

  #fill(select, names) {
    if (names.join() !== [...select.options].map(({ value }) => value).join()) {
      const chosen = select.value;
      select.replaceChildren(...names.map((name) => new Option(name === 'all' ? 'all nodes' : name, name)));
      select.value = names.includes(chosen) ? chosen : names[0];
    }
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }
}

/** One node: what it carries, and what may be ordered of it. */
class NodeRow {
  element = document.createElement('li');
  #id;
  #name = span('node-name');
  #facts = span('facts');
  #calls = span('node-calls');

  constructor(id, demo, order) {
    this.#id = id;
    const buttons = span('orders');
    buttons.append(new SureButton('Drain', `Drain ${id}`, () => order('drain')).element);
    if (demo) {
      buttons.append(new SureButton('Kill', `Kill ${id}`, () => order('kill')).element);
    }
    this.element.dataset.node = id;
    this.element.append(this.#name, this.#facts, buttons, this.#calls);
  }

  show({ calls, maxCalls, draining, version, cpu }, hosted, own) {
    this.element.dataset.draining = draining;
    this.#name.textContent = own ? `${this.#id} (this page's)` : this.#id;
    this.#facts.textContent =
      `${draining ? 'draining, ' : ''}${calls} of ${maxCalls} calls, ${Math.round(100 * cpu)} % CPU, ${version}`;
    this.#calls.textContent = hosted.map(({ id, state }) => `${id} (${state})`).join(', ');
  }
}

/** A button that wants to be pressed twice. */
class SureButton {
  element = document.createElement('button');

  constructor(text, label, act) {
    this.element.type = 'button';
    this.element.textContent = text;
    this.element.setAttribute('aria-label', label);
    this.element.addEventListener('click', () => {
      if (this.element.dataset.sure) {
        this.#reset(text, label);
        act();
      } else {
        this.element.dataset.sure = 'asked';
        this.element.textContent = 'Sure?';
        this.element.setAttribute('aria-label', `${label}: press again to confirm`);
        setTimeout(() => this.#reset(text, label), SURE_MILLIS);
      }
    });
  }

  #reset(text, label) {
    delete this.element.dataset.sure;
    this.element.textContent = text;
    this.element.setAttribute('aria-label', label);
  }
}

function span(name) {
  const element = document.createElement('span');
  element.className = name;
  return element;
}
