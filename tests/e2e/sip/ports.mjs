/** Ports that nobody uses at the moment. */
import { createSocket } from 'node:dgram';

/** An even UDP port below those that the system hands out by itself. */
export async function freeUdpPort() {
  for (;;) {
    const port = 22_000 + 2 * Math.floor(Math.random() * 3_500);
    if (await new Promise((resolve) => {
      const socket = createSocket('udp4');
      socket.once('error', () => resolve(false));
      socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
    })) {
      return port;
    }
  }
}
