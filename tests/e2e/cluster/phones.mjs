/** Telephones that call the nodes of a cluster. */
import { Call } from '../client/call.mjs';
import { until } from '../client/until.mjs';
import { Phone, Rtp } from '../sip/phone.mjs';

/** The first call of a node that has just started is slow: none of those of a test should be the first. */
export const warm = (nodes, webhook) => until(() => called(nodes, webhook), 'a call at each node', 120_000);

async function called(nodes, webhook) {
  webhook.told.length = 0;
  webhook.answer = { action: 'accept' };
  try {
    for (let at = 0; at < 3; at++) {
      const [phone, rtp] = [await Phone.udp('127.0.0.1', nodes.sipPort + at), await Rtp.open()];
      await phone.bye(await phone.call(rtp));
      [phone, rtp].forEach((one) => one.close());
    }
    return true;
  } catch {
    return false;
  } finally {
    webhook.told.length = 0;
    webhook.answer = {};
  }
}

/** A phone calls one node, a client takes the call through another one; both by number, from 0. */
export async function talk(nodes, webhook, at, through) {
  const [phone, rtp] = [await Phone.udp('127.0.0.1', nodes.sipPort + at), await Rtp.open()];
  const calling = phone.call(rtp);
  const { dialogId: id } = await webhook.next();
  const call = await Call.open(nodes.urls[through], { id }, '/call/sip');
  await call.event('incoming');
  call.send('accept');
  const dialog = await calling;
  await call.event('answer');
  return { id, phone, rtp, call, dialog, close: () => [phone, rtp].forEach((one) => one.close()) };
}
