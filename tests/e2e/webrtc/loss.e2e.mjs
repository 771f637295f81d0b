/** What is said in Chromium is understood through a network that loses packets. VOXBUS_URL is the node's address. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../browser/browser.mjs';
import { call, send } from './call.mjs';
import { through } from './wire.mjs';

const LIMIT = { timeout: 120_000 };
const FOLDER = '/usr/share/pocketsphinx/test/data/librivox';
const CALLER = readFileSync(new URL('caller.js', import.meta.url), 'utf8');
const node = process.env.VOXBUS_URL;
const recordings = readFileSync(`${FOLDER}/transcription`, 'utf8').trim().split('\n')
  .map((line) => /^<s> (.*) <\/s> \((.*)\)$/.exec(line))
  .map(([, words, name]) => ({ words, wav: readFileSync(`${FOLDER}/${name}.wav`).toString('base64') }));
const phrases = recordings.map(({ words }) => words).join('|');
let browser;

before(async () => {
  browser = await openBrowser({ bypassCSP: true, flags: ['--allow-loopback-in-peer-connection', '--autoplay-policy=no-user-gesture-required'] });
});
after(() => browser?.close());

/** What is understood of a recording. */
async function understood({ wav }, lossPercent, index) {
  const page = await browser.context.newPage();
  await page.goto(node);
  await page.evaluate(CALLER);
  await page.evaluate((wav) => caller.speak(wav), wav);
  const url = `${node.replace(/^http/, 'ws')}/call/webrtc?id=loss-${process.pid}-${lossPercent}-${index}`;
  await call({ page, url }, {
    mute: true,
    bend: (answer) => through(answer, { lossPercent, delayMillis: 30, jitterMillis: 20, seed: 47 + index }),
    option: { codec: 'opus', vad: { type: 'silero', silencePadding: 1000 }, asr: { provider: 'local', extra: { phrases } } },
  });
  await page.evaluate(() => caller.talk());
  const { text } = await page.evaluate(() => caller.event('asrFinal'));
  await send(page, 'hangup');
  await page.evaluate(() => caller.event('closed'));
  await page.close();
  return text;
}

describe('a network that loses packets', { concurrency: 2 }, () => {
  for (const [lossPercent, least] of [[0, 5], [10, 5], [20, 4]]) {
    test(`of five phrases ${least} are understood where ${lossPercent} % of the packets get lost`, LIMIT, async () => {
      let good = 0;
      for (const [index, recording] of recordings.entries()) {
        good += (await understood(recording, lossPercent, index)) === recording.words ? 1 : 0;
      }
      assert.ok(good >= least, `${good} were`);
    });
  }
});
