/** Between a node and a phone: takes all suites of SRTP but one out of what is offered, so that the phone has to take that one. */
import { createSocket } from 'node:dgram';

/** @param port where the phone is on 127.0.0.1 */
export async function onlySuite(suite, port) {
  const socket = createSocket('udp4');
  const relay = { uri: '', answered: '', close: () => socket.close() };
  let caller;
  socket.on('message', (data, { address, port: from }) => {
    const message = data.toString('latin1');
    if (from === port) {
      relay.answered = /^a=crypto:\d+ (\S+)/m.exec(message)?.[1] ?? relay.answered;
      socket.send(data, caller.port, caller.address);
    } else {
      caller = { address, port: from };
      socket.send(Buffer.from(without(message, suite), 'latin1'), port, '127.0.0.1');
    }
  });
  await new Promise((resolve, reject) => socket.once('error', reject).bind(0, '127.0.0.1', resolve));
  socket.unref();
  relay.uri = `sip:bob@127.0.0.1:${socket.address().port}`;
  return relay;
}

function without(message, suite) {
  const at = message.indexOf('\r\n\r\n') + 4;
  const body = message.slice(at).split('\r\n').filter((line) => !line.startsWith('a=crypto:') || line.includes(` ${suite} `)).join('\r\n');
  return message.slice(0, at).replace(/^Content-Length\s*:.*$/im, `Content-Length: ${body.length}`) + body;
}
