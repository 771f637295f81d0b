/** A bad network for one client: UDP to `port` reaches `server`, late, out of order or not at all, by chance with a seed. */
import { createSocket } from 'node:dgram';

export async function badWire(server, { lossPercent, delayMillis, jitterMillis, seed }) {
  let state = seed;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const near = createSocket('udp4');
  const far = createSocket('udp4');
  let client;
  const carry = (datagram, socket, to) => {
    if (to && chance() >= lossPercent / 100) {
      setTimeout(() => socket.send(datagram, to.port, to.address, () => {}), delayMillis + chance() * jitterMillis).unref();
    }
  };
  near.on('message', (datagram, from) => {
    client = from;
    carry(datagram, far, server);
  });
  far.on('message', (datagram) => carry(datagram, near, client));
  await Promise.all([near, far].map((socket) => new Promise((done) => socket.bind(0, server.address, done))));
  near.unref();
  far.unref();
  return { port: near.address().port, address: server.address };
}

/** The answer with one candidate only, the wire's. */
export async function through(answer, trouble) {
  const [, address, port] = /^a=candidate:\S+ 1 udp \d+ ([0-9.]+) (\d+) /m.exec(answer);
  const wire = await badWire({ address, port: Number(port) }, trouble);
  const lines = answer.split('\r\n').filter((line) => !line.startsWith('a=candidate:'));
  lines.splice(lines.indexOf('a=end-of-candidates'), 0, `a=candidate:1 1 udp 2130706431 ${wire.address} ${wire.port} typ host`);
  return lines.join('\r\n');
}
