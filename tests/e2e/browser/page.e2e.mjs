/**
 * The page in Chromium against a running node, as a newcomer uses it. VOXBUS_URL is the node's address,
 * VOXBUS_SPEECH a recording of somebody speaking (mono 16-bit WAV), VOXBUS_SHOTS a folder for pictures.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { complaintsOf, openBrowser } from './browser.mjs';

const { VOXBUS_URL: url, VOXBUS_SPEECH: speech, VOXBUS_SHOTS: shots } = process.env;
assert.ok(url, 'VOXBUS_URL must be the address of a node');
assert.ok(speech, 'VOXBUS_SPEECH must name a WAV file');

const WAIT = { timeout: 30_000 };
/** -40 dBFS: louder than anything but speech or a tone. */
const AUDIBLE = 33;
const browsers = [];

after(() => Promise.all(browsers.map((browser) => browser.close())));

async function visit(options) {
  const browser = await openBrowser({ speech, ...options });
  browsers.push(browser);
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  const complaints = complaintsOf(page);
  await page.goto(url);
  await page.waitForSelector('#server[data-state=ready]', WAIT);
  return { page, complaints };
}

const until = (page, condition, argument) => page.waitForFunction(condition, argument, WAIT);
const louder = ([id, level]) => Number(document.getElementById(id).getAttribute('aria-valuenow')) > level;
const quiet = (id) => document.getElementById(id).getAttribute('aria-valuenow') === '0';
const picture = async (page, name) => {
  if (shots) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }
};

/** The bot's greeting is over: what is heard from now on answers somebody. */
const greeted = (page) => until(page, () => ['said', 'cut'].includes(document.querySelector('#transcript .bot')?.dataset.state));

for (const [width, height, colorScheme] of [[1280, 800, 'light'], [360, 740, 'dark']]) {
  test(`a newcomer speaks, reads what was understood and hears the answer at ${width} px`, async () => {
    const { page, complaints } = await visit({ viewport: { width, height }, colorScheme, quietMillis: 8000 });
    await picture(page, `${width}-${colorScheme}-idle`);
    assert.ok(await page.locator('#start').isVisible());
    await page.click('#start');
    await page.waitForSelector('body[data-phase=up]', WAIT);
    await until(page, louder, ['output-level', AUDIBLE]);
    await until(page, () => document.querySelector('#server-text').textContent.startsWith('Node '));
    await greeted(page);
    await until(page, louder, ['input-level', AUDIBLE]);
    await page.waitForSelector('#transcript .you[data-state=said]', WAIT);
    await page.waitForSelector('#transcript .bot[data-state=speaking]', WAIT);
    await until(page, louder, ['output-level', AUDIBLE]);
    await until(page, () => Number(document.querySelector('#latency').textContent) > 0);
    await picture(page, `${width}-${colorScheme}-call`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px wider than the window`);
    const heard = await page.locator('#transcript .you[data-state=said] .words').allTextContents();
    assert.ok(heard.join('').trim().length > 0);
    console.log(`# heard "${heard.join(' / ')}", answered in ${await page.textContent('#latency')} ms`);
    await page.click('#hangup');
    await page.waitForSelector('body[data-phase=ended]', WAIT);
    assert.equal(await page.locator('.entry').last().getAttribute('data-name'), 'hangup');
    assert.deepEqual(complaints, []);
  });
}

/** A call in which nobody speaks but the page. */
async function silentCall(codec = 'pcm') {
  const { page, complaints } = await visit({ quietMillis: 120_000 });
  await page.locator('.settings summary').click();
  await page.selectOption('#codec', codec);
  await page.click('#start');
  await page.waitForSelector('body[data-phase=up]', WAIT);
  await until(page, louder, ['output-level', AUDIBLE]);
  return { page, complaints };
}

async function say(page, text) {
  await page.fill('#say-text', text);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`#transcript .bot[data-state=speaking] >> text=${text}`, WAIT);
  await until(page, louder, ['output-level', AUDIBLE]);
}

test('pause silences and resume goes on, interrupt ends the playback', async () => {
  const { page, complaints } = await silentCall();
  await say(page, 'One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen.');
  await page.click('#pause');
  await until(page, quiet, 'output-level');
  assert.equal(await page.textContent('#pause-text'), 'Resume');
  await page.click('#pause');
  await until(page, louder, ['output-level', AUDIBLE]);
  await page.click('#interrupt');
  await until(page, quiet, 'output-level');
  await page.waitForSelector('.entry.in[data-name=interruption]', WAIT);
  await page.waitForSelector('#transcript .bot[data-state=cut] >> text=One two', WAIT);
  assert.deepEqual(complaints, []);
});

test('the keypad is heard by the server', async () => {
  const { page, complaints } = await silentCall();
  await page.click('#keypad');
  await page.locator('#pad button', { hasText: '5' }).click();
  await page.waitForSelector('.entry.in[data-name=dtmf] >> text=digit=5', WAIT);
  await page.waitForSelector('#transcript .bot >> text=You pressed 5.', WAIT);
  assert.deepEqual(complaints, []);
});

test('the echo test plays the caller back until it is stopped', async () => {
  const { page, complaints } = await silentCall();
  await greeted(page);
  await page.click('#echo');
  await page.waitForSelector('#echo[aria-pressed=true]', WAIT);
  await until(page, quiet, 'output-level');
  await page.click('#keypad');
  await page.locator('#pad button', { hasText: '1' }).click();
  await until(page, louder, ['output-level', AUDIBLE]);
  await page.click('#echo');
  await page.waitForSelector('#echo[aria-pressed=false]', WAIT);
  assert.deepEqual(complaints, []);
});

for (const codec of ['pcmu', 'pcma']) {
  test(`a call in ${codec} is heard`, async () => {
    const { page, complaints } = await silentCall(codec);
    const invite = await page.locator('.entry.out[data-name=invite] .rest').textContent();
    assert.match(invite, new RegExp(`"codec":"${codec}"`));
    await page.click('#hangup');
    await page.waitForSelector('body[data-phase=ended]', WAIT);
    assert.deepEqual(complaints, []);
  });
}
