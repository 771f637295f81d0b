/** The page's view of the cluster, in Chromium against a running node. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Call } from '../client/call.mjs';
import { complaintsOf, openBrowser } from './browser.mjs';

const { VOXBUS_URL: url } = process.env;
const WAIT = { timeout: 30_000 };
const browsers = [];

after(() => Promise.all(browsers.map((browser) => browser.close())));

for (const [width, height] of [[1280, 800], [360, 740]]) {
  test(`the nodes, their calls and what an admin may do, at ${width} px`, async () => {
    const browser = await openBrowser({ viewport: { width, height } });
    browsers.push(browser);
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    const complaints = complaintsOf(page);
    const call = await Call.place(url, {}, { id: `seen-${width}` });
    await page.goto(url);
    await page.click('#cluster > summary');
    await page.waitForSelector(`.node-calls >> text=seen-${width} (answered)`, WAIT);
    assert.equal(await page.locator('.nodes li').count(), 1);
    await page.selectOption('.component', 'ws');
    assert.deepEqual(await page.locator('.component option').allTextContents(), ['ai', 'media', 'call', 'sip', 'ws', 'http']);
    await page.fill('.admin-key', 'e2e-admin');
    await page.press('.admin-key', 'Tab');
    await page.waitForSelector('.component option[value="ai.local"]', { ...WAIT, state: 'attached' });
    await page.click('.admin button');
    await page.waitForFunction(() => /: ws [2-9]$/.test(document.querySelector('.said-back').textContent), undefined, WAIT);
    await page.click('.orders button');
    assert.equal(await page.textContent('.orders button'), 'Sure?');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px wider than the window`);
    assert.deepEqual(complaints, []);
    await page.fill('.admin-key', 'wrong');
    await page.click('.admin button');
    await page.waitForSelector('.said-back >> text=an admin key is wanted', WAIT);
    await call.hangup();
  });
}
