/** The page calls by WebRTC. VOXBUS_URL is the node's address, VOXBUS_SPEECH a recording, VOXBUS_SHOTS a folder for pictures. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { complaintsOf, openBrowser } from '../browser/browser.mjs';

const { VOXBUS_URL: url, VOXBUS_SPEECH: speech, VOXBUS_SHOTS: shots } = process.env;
const WAIT = { timeout: 30_000 };
const LIMIT = { timeout: 90_000 };
/** -40 dBFS. */
const AUDIBLE = 33;
const browsers = [];

after(() => Promise.all(browsers.map((browser) => browser.close())));

async function visit(options) {
  const browser = await openBrowser({ speech, flags: ['--allow-loopback-in-peer-connection'], ...options });
  browsers.push(browser);
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  const complaints = complaintsOf(page);
  await page.goto(url);
  await page.waitForSelector('#server[data-state=ready]', WAIT);
  await page.locator('.settings summary').click();
  return { page, complaints };
}

const louder = ([id, level]) => Number(document.getElementById(id).getAttribute('aria-valuenow')) > level;
const value = (page, name) => page.textContent(`#quality [data-value=${name}]`);

for (const [width, height, colorScheme] of [[1280, 800, 'light'], [360, 740, 'dark']]) {
  test(`a call by WebRTC is heard, understood and measured at ${width} px`, LIMIT, async () => {
    const { page, complaints } = await visit({ viewport: { width, height }, colorScheme, quietMillis: 8000 });
    await page.selectOption('#codec', 'rtc:opus');
    await page.click('#start');
    await page.waitForSelector('body[data-phase=up]', WAIT);
    await page.waitForSelector('.entry.in[data-name=mediaReady]', WAIT);
    await page.waitForFunction(louder, ['output-level', AUDIBLE], WAIT);
    await page.waitForFunction(() => document.querySelector('#quality [data-value=codec]').textContent === 'opus', null, WAIT);
    assert.deepEqual([await value(page, 'ice'), await value(page, 'dtls')], ['connected', 'connected']);
    await page.waitForSelector('#transcript .you[data-state=said]', WAIT);
    await page.waitForFunction(() => Number(document.querySelector('#quality [data-value=mos]').textContent) > 3, null, WAIT);
    assert.match(await value(page, 'rtt'), /^\d+ ms$/);
    assert.notEqual(await value(page, 'node'), '–');
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `webrtc-${width}-${colorScheme}.png`), fullPage: true });
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px wider than the window`);
    await page.click('#keypad');
    await page.locator('#pad button', { hasText: '5' }).click();
    await page.waitForSelector('.entry.in[data-name=dtmf] >> text=digit=5', WAIT);
    await page.click('#hangup');
    await page.waitForSelector('body[data-phase=ended]', WAIT);
    assert.deepEqual(complaints, []);
  });
}
