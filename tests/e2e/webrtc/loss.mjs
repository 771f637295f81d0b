/** What is said in a browser is understood through a network that loses packets. VOXBUS_URL is the node's address. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { call, send } from './call.mjs';
import { through } from './wire.mjs';

const LIMIT = { timeout: 120_000 };
const FOLDER = '/usr/share/pocketsphinx/test/data/librivox';
const recordings = readFileSync(`${FOLDER}/transcription`, 'utf8').trim().split('\n')
  .map((line) => /^<s> (.*) <\/s> \((.*)\)$/.exec(line))
  .map(([, words, name]) => ({ words, wav: readFileSync(`${FOLDER}/${name}.wav`).toString('base64') }));
const phrases = recordings.map(({ words }) => words).join('|');

/**
 * @param browser chromium.mjs or firefox.mjs
 * @param rates   how many percent are lost, and how many of the five phrases are to be understood
 */
export function losses(browser, rates) {
  let visit;
  before(async () => {
    visit = await browser.visit();
  }, LIMIT);
  after(browser.close);

  describe('a network that loses packets', () => {
    for (const [lossPercent, least] of rates) {
      test(`of five phrases ${least} are understood where ${lossPercent} % of the packets get lost`, LIMIT, async () => {
        const heard = await Promise.all(recordings.map(({ wav }, index) => understood(visit, wav, lossPercent, index)));
        const good = heard.filter((text, index) => text === recordings[index].words);
        assert.ok(good.length >= least, `${good.length} were: ${heard.join('; ')}`);
      });
    }
  });
}

/** What is understood of a recording. All are said at the same time, each in a call of its own. */
async function understood(visit, wav, lossPercent, index) {
  const page = another(visit.page, `${lossPercent} ${index}`);
  await page.evaluate((recording) => caller.speak(recording), wav);
  await call({ page, url: visit.url.replace(visit.id, `${visit.id}-${lossPercent}-${index}`) }, {
    mute: true,
    bend: (answer) => through(answer, { lossPercent, delayMillis: 30, jitterMillis: 20, seed: 47 + index }),
    option: { codec: 'opus', vad: { type: 'silero', silencePadding: 1000 }, asr: { provider: 'local', extra: { phrases } } },
  });
  await page.evaluate(() => caller.talk());
  const { text } = await page.evaluate(() => caller.event('asrFinal'));
  await send(page, 'hangup');
  await page.evaluate(() => caller.event('closed'));
  return text;
}

/** A further caller in a page: what is evaluated has it as `caller`. */
function another(page, name) {
  return {
    evaluate: (code, argument) => page.evaluate(([name, code, argument]) => {
      const callers = (globalThis.callers ??= {});
      callers[name] ??= globalThis.anotherCaller();
      return new Function('caller', 'argument', `return (${code})(argument)`)(callers[name], argument);
    }, [name, String(code), argument]),
  };
}
