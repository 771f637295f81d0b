/** A reader of /events/{id}, as a browser's EventSource would be, that can come back where it was. */
export class Tap {
  events = [];
  commands = [];
  ids = [];
  ended = false;
  #abort = new AbortController();

  /** @param since the last event already seen, told as Last-Event-ID; null: from the beginning */
  static async open(node, id, since = null) {
    const tap = new Tap();
    const headers = since === null ? {} : { 'Last-Event-ID': String(since) };
    const answer = await fetch(`${node}/events/${id}`, { headers, signal: tap.#abort.signal });
    if (answer.status !== 200) {
      throw Object.assign(new Error(`refused with ${answer.status}`), { status: answer.status });
    }
    tap.#read(answer.body).catch(() => {}).finally(() => (tap.ended = true));
    return tap;
  }

  close() {
    this.#abort.abort();
  }

  async #read(body) {
    let text = '';
    for await (const piece of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop();
      blocks.filter((block) => block.startsWith('event: command')).forEach((block) => {
        this.commands.push(JSON.parse(block.split('\n')[1].slice(6)));
      });
      blocks.filter((block) => block.startsWith('id: ')).forEach((block) => {
        const [id, , data] = block.split('\n');
        this.ids.push(Number(id.slice(4)));
        this.events.push(JSON.parse(data.slice(6)));
      });
    }
  }
}
