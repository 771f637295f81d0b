/** Firefox in a page of one node, with its socket there, has its call on another one. Runs where there is 10.77.0.1, see network.sh. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Call } from '../client/call.mjs';
import { startNodes } from '../cluster/nodes.mjs';
import { call as place, hears, send } from './call.mjs';
import * as firefox from './firefox.mjs';

const HOST = '10.77.0.1';
const LIMIT = { timeout: 120_000 };
let nodes;

before(async () => {
  nodes = await startNodes(2, { VOXBUS_MAX_CALLS: '1', VOXBUS_HOST: '0.0.0.0', VOXBUS_WEBRTC_ADDRESSES: HOST });
}, { timeout: 240_000 });
after(async () => {
  await firefox.close();
  await nodes?.stop();
});

test('Firefox talks to a node that is not the one whose page it shows', LIMIT, async () => {
  const [a, b] = nodes.urls.map((url) => url.replace('127.0.0.1', HOST));
  const first = await Call.place(a, {}, { id: 'fills-node-1', token: process.env.VOXBUS_KEYS });
  const { page, id } = await place(await firefox.visit(undefined, undefined, a, a));
  const shown = await page.evaluate(() => location.href);
  assert.equal(shown, `${a}/`);
  const { calls } = await (await fetch(`${b}/call/lists?token=${process.env.VOXBUS_KEYS}`)).json();
  assert.equal(calls.find((one) => one.id === id).node, 'node-2');
  await send(page, 'play', { url: 'tone:880' });
  await hears(page, 880);
  await page.evaluate(() => caller.press('47#'));
  assert.equal(await page.evaluate(() => caller.keys(3)), '47#');
  const { remoteAddress } = await page.evaluate(() => caller.stats());
  assert.equal(remoteAddress, HOST);
  await page.evaluate(() => caller.close());
  assert.equal((await page.evaluate(() => caller.event('hangup'))).reason, 'caller');
  await first.hangup();
});
