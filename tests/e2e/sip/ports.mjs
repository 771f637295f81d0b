/** Ports that nobody uses at the moment. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const given = new Set();

/** An even port below those that the system hands out by itself, free for UDP and, as the next one, for TCP; never the same again. */
export async function freeUdpPort() {
  for (;;) {
    const port = 22_000 + 2 * Math.floor(Math.random() * 3_500);
    if (!given.has(port) && (await isFreeForUdp(port)) && (await isFreeForTcp(port)) && (await isFreeForTcp(port + 1))) {
      given.add(port);
      return port;
    }
  }
}

/** For SIPp, which takes a multiple of four and the three ports behind it. */
export async function freeMediaPort() {
  for (;;) {
    const port = await freeUdpPort();
    if (port % 4 === 0 && !given.has(port + 2) && (await isFreeForUdp(port + 2))) {
      given.add(port + 2);
      return port;
    }
  }
}

const isFreeForUdp = (port) => new Promise((resolve) => {
  const socket = createSocket('udp4');
  socket.once('error', () => resolve(false));
  socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
});

const isFreeForTcp = (port) => new Promise((resolve) => {
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
});
