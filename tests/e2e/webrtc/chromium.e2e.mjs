/** Chromium calls by WebRTC. VOXBUS_URL is the node's address. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as chromium from './chromium.mjs';
import { startTurn } from './turn.mjs';
import { through } from './wire.mjs';

const { hears, names, send } = chromium;
const node = process.env.VOXBUS_URL;
const LIMIT = { timeout: 60_000 };
const SPEECH = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0880.wav';
const WORDS = 'he was not an ill disposed young man';

after(chromium.close);

const call = async ({ quietMillis, ...options } = {}) => chromium.call(await chromium.visit(SPEECH, quietMillis), options);

for (const codec of ['opus', 'g722', 'pcmu', 'pcma']) {
  test(`a tone of the server is heard in ${codec}, and the page hangs up`, LIMIT, async () => {
    const { page } = await call({ option: { codec } });
    await send(page, 'play', { url: 'tone:880' });
    await hears(page, 880);
    const stats = await page.evaluate(() => caller.stats());
    assert.deepEqual([stats.codec.toLowerCase(), stats.dtls], [`audio/${codec}`, 'connected']);
    await send(page, 'hangup', {});
    await page.evaluate(() => caller.event('closed'));
    assert.deepEqual((await names(page)).filter((name) => name !== 'metrics'),
      ['answer', 'trackStart', 'mediaReady', 'trackStart', 'trackEnd', 'trackEnd', 'hangup', 'closed']);
  });
}

test('what is said is recognised', LIMIT, async () => {
  const { page } = await call({
    quietMillis: 4_000,
    option: { vad: { type: 'silero' }, asr: { provider: 'local', extra: { phrases: `${WORDS}|good bye` } } },
  });
  const heard = await page.evaluate(() => caller.event('asrFinal'));
  assert.equal(heard.text, WORDS);
});

test('keys arrive complete although every tenth packet is lost', LIMIT, async () => {
  const trouble = { lossPercent: 10, delayMillis: 30, jitterMillis: 20, seed: 7 };
  const { page } = await call({ bend: (answer) => through(answer, trouble) });
  await page.evaluate(() => caller.press('1234567890*#'));
  await page.waitForFunction(() => caller.events.filter(({ event }) => event === 'dtmf').length >= 12, null, { timeout: 15_000 });
  assert.equal(await page.evaluate(() => caller.events.filter(({ event }) => event === 'dtmf').map(({ digit }) => digit).join('')),
    '1234567890*#');
});

test('ICE starts anew and the call goes on', LIMIT, async () => {
  const { page } = await call();
  await send(page, 'play', { url: 'tone:660' });
  await hears(page, 660);
  await page.evaluate(() => caller.restart());
  await page.evaluate(() => caller.connected());
  await send(page, 'play', { url: 'tone:990' });
  await hears(page, 990);
});

for (const transport of ['udp', 'tcp']) {
  test(`a call by a TURN server only, over ${transport}`, LIMIT, async () => {
    const turn = await startTurn();
    chromium.atEnd(turn.stop);
    const { page } = await call({ iceTransportPolicy: 'relay', iceServers: turn.servers(transport) });
    await send(page, 'play', { url: 'tone:880' });
    await hears(page, 880);
    assert.equal((await page.evaluate(() => caller.stats())).local, 'relay');
  });
}

test('the server hangs up', LIMIT, async () => {
  const { page, id } = await call();
  await fetch(`${node}/call/kill/${id}`, { method: 'POST' });
  assert.equal((await page.evaluate(() => caller.event('hangup'))).reason, 'killed');
});

test('a page that closes its connection has hung up', LIMIT, async () => {
  const { page } = await call();
  await page.evaluate(() => caller.close());
  const { reason, initiator } = await page.evaluate(() => caller.event('hangup'));
  assert.deepEqual([reason, initiator], ['caller', 'caller']);
});
