/**
 * The page in Chromium when things go wrong, against a server that is made to fail. Its fake microphone
 * plays the recording VOXBUS_SPEECH (mono 16-bit WAV).
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaintsOf, openBrowser } from './browser.mjs';
import { FakeServer } from './fake-server.mjs';

const speech = process.env.VOXBUS_SPEECH;
assert.ok(speech, 'VOXBUS_SPEECH must name a WAV file');
const WAIT = { timeout: 15_000 };
let browser;

before(async () => (browser = await openBrowser({ speech, quietMillis: 60_000 })));
after(() => browser?.close());

/** A fresh page on a fresh server, and what the page is asked in every test. */
async function visit(t, prepare = () => {}, { context } = browser) {
  const server = await new FakeServer().listen();
  prepare(server);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  t.after(async () => {
    await page.close();
    await server.close();
  });
  await page.goto(server.url);
  const phase = (name) => page.waitForSelector(`body[data-phase=${name}]`, WAIT);
  const failure = async () => {
    await page.waitForSelector('#failure:not([hidden])', WAIT);
    return page.textContent('#failure-title');
  };
  return { server, page, complaints, phase, failure };
}

test('a refused microphone is explained, and a call without one is offered', async (t) => {
  const refusing = await openBrowser();
  t.after(() => refusing.close());
  const { page, phase, failure, complaints, server } = await visit(t, undefined, refusing);
  await page.click('#start');
  assert.equal(await failure(), 'The microphone was refused');
  await page.click('#without-microphone');
  await phase('up');
  await page.waitForSelector('#transcript .bot[data-state=speaking]', WAIT);
  await page.click('#keypad');
  await page.click('#pad button >> nth=4');
  await page.waitForTimeout(200);
  assert.equal(server.call.framesHeard, 10);
  assert.deepEqual(complaints, []);
});

test('a page that is not secure says where the microphone works', async (t) => {
  const { page, failure } = await visit(t);
  await page.addInitScript(() => Object.defineProperty(globalThis, 'isSecureContext', { value: false }));
  await page.reload();
  await page.click('#start');
  assert.equal(await failure(), 'The microphone needs a secure page');
});

test('a server that is gone is told apart from one that refuses', async (t) => {
  const { server, page, failure } = await visit(t);
  await page.waitForSelector('#server[data-state=ready]', WAIT);
  server.refuseSocketWith = 404;
  await page.click('#start');
  assert.equal(await failure(), 'The server refused the call');
  await server.close();
  await page.click('#start');
  await page.waitForFunction(() => document.querySelector('#failure-title').textContent.includes('reached'), null, WAIT);
  assert.equal(await page.textContent('#server-text'), 'Server unreachable');
});

test('a wanted API key is asked for, kept in the tab and used', async (t) => {
  const { server, page, phase, failure } = await visit(t, (fake) => (fake.key = 'k&1'));
  await page.waitForSelector('#server[data-state=keyWanted]', WAIT);
  await page.click('#start');
  assert.equal(await failure(), 'This server wants an API key');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'key');
  await page.keyboard.type('k&1');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#server[data-state=ready]', WAIT);
  await page.click('#start');
  await phase('up');
  assert.equal(await page.evaluate(() => sessionStorage.getItem('voxbus.key')), 'k&1');
  assert.equal(server.calls.size, 1);
});

test('an error instead of an answer is shown in the words of the server', async (t) => {
  const { page, failure, phase } = await visit(t, (fake) => {
    fake.insteadOfAnswer = [{ event: 'error', sender: 'invite', error: 'no such codec', code: 400 }];
  });
  await page.click('#start');
  assert.equal(await failure(), 'The server refused the call');
  assert.equal(await page.textContent('#failure-text'), 'It says: no such codec (400)');
  await phase('ended');
});

test('a cut socket comes back and misses nothing', async (t) => {
  const { server, page, phase } = await visit(t);
  await page.click('#start');
  await phase('up');
  server.call.emit('custom', { data: 'before' });
  await page.waitForSelector('.entry[data-name=custom]', WAIT);
  server.cut();
  server.call.emit('asrFinal', { index: 0, startTime: 0, endTime: 0, text: 'said meanwhile' });
  await phase('returning');
  await phase('up');
  await page.waitForSelector('#transcript .you >> text=said meanwhile', WAIT);
  assert.equal(await page.locator('.entry.in[data-name=answer]').count(), 1);
  assert.equal(await page.locator('.entry.in[data-name=asrFinal]').count(), 1);
  assert.equal(server.attachRequests[0].attach, 'true');
  await page.waitForFunction(() => document.querySelectorAll('.entry.out[data-name=tts]').length === 2, null, WAIT);
});

test('a socket that cannot come back ends the call with a word', async (t) => {
  const { server, page, phase, failure } = await visit(t);
  await page.click('#start');
  await phase('up');
  server.refuseSocketWith = 503;
  server.cut();
  assert.equal(await failure(), 'The connection was lost');
  await phase('ended');
});

test('an error in the call is told and the call goes on', async (t) => {
  const { server, page, phase } = await visit(t);
  await page.click('#start');
  await phase('up');
  server.call.emit('error', { sender: 'asr.local', error: 'worker died', code: 500 });
  await page.waitForSelector('#transcript .note[data-state=failed] >> text=asr.local: worker died', WAIT);
  await phase('up');
});

test('a hangup while the browser still asks for the microphone is heeded', async (t) => {
  const { server, page, phase } = await visit(t);
  await page.evaluate(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      await new Promise((done) => setTimeout(done, 500));
      return ask(wanted);
    };
  });
  await page.click('#start');
  await page.click('#hangup');
  await phase('ended');
  assert.equal(server.calls.size, 0);
});
