/** Browsers call a node behind a NAT, see nat.sh. VOXBUS_URL is the node's address, VOXBUS_ROUTER a process in the router. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { call as place, hears, send } from './call.mjs';
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';

const LIMIT = { timeout: 90_000 };
const NODE = '10.78.1.2';
const OUTSIDE = '10.78.2.1';
const RELAY = '10.78.3.2';
const SILENCE_MILLIS = 3_000;
const FRAME_MILLIS = 20;

const router = (...rule) => execFileSync('nsenter', ['-t', process.env.VOXBUS_ROUTER, '-n', 'nft', ...rule]);
const kinds = (answer) => [...answer.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+) \d+ typ (\S+)/gm)].map(([, at, kind]) => `${kind} ${at}`);

after(() => Promise.all([chromium.close(), firefox.close()]));

for (const [name, browser] of Object.entries({ Chromium: chromium, Firefox: firefox })) {
  const heard = async () => {
    const visitor = await place(await browser.visit());
    await send(visitor.page, 'play', { url: 'tone:880' });
    await hears(visitor.page, 880);
    return { ...visitor, stats: await visitor.page.evaluate(() => caller.stats()) };
  };

  test(`${name} and a node behind a NAT find each other`, LIMIT, async () => {
    const { page, answer, stats } = await heard();
    assert.deepEqual(kinds(answer), [`host ${NODE}`, `srflx ${OUTSIDE}`, `relay ${RELAY}`]);
    assert.doesNotMatch(answer, /ice-lite/);
    assert.equal(stats.remoteAddress, OUTSIDE);
    await page.evaluate(() => caller.restart());
    await page.evaluate(() => caller.connected());
    await send(page, 'play', { url: 'tone:990' });
    await hears(page, 990);
  });

  test(`${name} gets no packets for silence where the node leaves it out, and hears what follows`, LIMIT, async () => {
    const { page } = await heard();
    const received = () => page.evaluate(async () => (await caller.stats()).received);
    await send(page, 'interrupt');
    await page.evaluate(() => caller.silent());
    const before = await received();
    await pause(SILENCE_MILLIS);
    const came = (await received()) - before;
    assert.ok(came < SILENCE_MILLIS / FRAME_MILLIS / 2, `${came} packets in ${SILENCE_MILLIS} ms`);
    await send(page, 'play', { url: 'tone:770' });
    await hears(page, 770);
  });

  test(`${name} and a node that only its relay reaches`, LIMIT, async () => {
    router('add', 'rule', 'ip', 'voxbus', 'blocked', 'ip', 'daddr', '10.78.2.2', 'ip', 'saddr', NODE, 'ip', 'protocol', 'udp', 'drop');
    try {
      const { page, stats } = await heard();
      assert.equal(stats.remoteAddress, RELAY);
      await page.evaluate(() => caller.press('12'));
      assert.equal(await page.evaluate(() => caller.keys(2)), '12');
    } finally {
      router('flush', 'chain', 'ip', 'voxbus', 'blocked');
    }
  });
}
