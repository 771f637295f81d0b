/** The program that is told of calls that come in: tests say what it answers. */
import { createServer } from 'node:http';

export class Webhook {
  told = [];
  answer = {};
  /** So many times it fails first; nobody is told of those. */
  failing = 0;
  #server;
  #waiting = [];

  /** Listens where VOXBUS_WEBHOOK says. */
  static start() {
    const webhook = new Webhook();
    const { port } = new URL(process.env.VOXBUS_WEBHOOK);
    webhook.#server = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) {
        body += piece;
      }
      const call = JSON.parse(body);
      if (webhook.failing > 0) {
        webhook.failing--;
        response.writeHead(500).end();
        return;
      }
      response.end(JSON.stringify(webhook.answer));
      const next = webhook.#waiting.shift();
      next ? next(call) : webhook.told.push(call);
    });
    return new Promise((resolve) => webhook.#server.listen(Number(port), '127.0.0.1', () => resolve(webhook)));
  }

  /** The next call it is told of. */
  async next(millis = 10_000) {
    if (this.told.length > 0) {
      return this.told.shift();
    }
    let timer;
    const late = new Promise((resolve, reject) => (timer = setTimeout(() => reject(new Error('no call came in')), millis)));
    return Promise.race([new Promise((resolve) => this.#waiting.push(resolve)), late]).finally(() => clearTimeout(timer));
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
