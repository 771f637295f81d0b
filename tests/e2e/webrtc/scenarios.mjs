/** What every browser has to do with the node at VOXBUS_URL. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { call as place, hears, names, send } from './call.mjs';
import { startTurn } from './turn.mjs';
import { through } from './wire.mjs';

const node = process.env.VOXBUS_URL;
const LIMIT = { timeout: 90_000 };
const SPEECH = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0880.wav';
const WORDS = 'he was not an ill disposed young man';

/** @param browser chromium.mjs or firefox.mjs */
export function scenarios(browser) {
  after(browser.close);
  const call = async ({ speech, quietMillis, ...options } = {}) => place(await browser.visit(speech, quietMillis), options);

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
      speech: SPEECH,
      quietMillis: 4_000,
      option: { vad: { type: 'silero' }, asr: { provider: 'local', extra: { phrases: `${WORDS}|good bye` } } },
    });
    await page.evaluate(() => caller.talk());
    const heard = await page.evaluate(() => caller.event('asrFinal'));
    assert.equal(heard.text, WORDS);
  });

  test('keys arrive complete although every tenth packet is lost', LIMIT, async () => {
    const trouble = { lossPercent: 10, delayMillis: 30, jitterMillis: 20, seed: 7 };
    const { page } = await call({ bend: (answer) => through(answer, trouble) });
    await page.evaluate(() => caller.press('1234567890*#ABCD'));
    assert.equal(await page.evaluate(() => caller.keys(16)), '1234567890*#ABCD');
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
      browser.atEnd(turn.stop);
      const { page } = await call({ iceTransportPolicy: 'relay', iceServers: turn.servers(transport) });
      await send(page, 'play', { url: 'tone:880' });
      await hears(page, 880);
      assert.equal((await page.evaluate(() => caller.stats())).local, 'relay');
    });
  }

  test('a client that asks for the addresses of the server as they become known is told when these are all', LIMIT, async () => {
    const { page, answer } = await call({ option: { trickle: true } });
    assert.doesNotMatch(answer, /end-of-candidates/);
    assert.equal((await page.evaluate(() => caller.event('candidate'))).candidate, '');
    await send(page, 'play', { url: 'tone:880' });
    await hears(page, 880);
    assert.ok(!(await names(page)).includes('notReached'));
  });

  test('a call by TCP where no UDP gets through', LIMIT, async () => {
    const { page } = await call({ bend: (answer) => answer.replace(/^a=candidate:\S+ 1 udp .*\r\n/gm, '') });
    await send(page, 'play', { url: 'tone:880' });
    await hears(page, 880);
  });

  test('the server hangs up', LIMIT, async () => {
    const { page, id } = await call();
    await fetch(`${node}/call/kill/${id}?token=${process.env.VOXBUS_KEYS ?? ''}`, { method: 'POST' });
    assert.equal((await page.evaluate(() => caller.event('hangup'))).reason, 'killed');
  });

  test('a page that closes its connection has hung up', LIMIT, async () => {
    const { page } = await call();
    await page.evaluate(() => caller.close());
    const { reason, initiator } = await page.evaluate(() => caller.event('hangup'));
    assert.deepEqual([reason, initiator], ['caller', 'caller']);
  });
}
