/** Chromium with a client of /call/webrtc in a page of the node. VOXBUS_URL is the node's address. */
import { readFileSync } from 'node:fs';
import { openBrowser } from '../browser/browser.mjs';

const CALLER = readFileSync(new URL('caller.js', import.meta.url), 'utf8');
const FLAGS = ['--allow-loopback-in-peer-connection', '--autoplay-policy=no-user-gesture-required'];
const open = [];
let calls = 0;

/** A page with a caller in it, and the id of the call it will place on `node`; its microphone plays a file. */
export async function visit(speech, quietMillis = 120_000, node = process.env.VOXBUS_URL, served = node) {
  const browser = await openBrowser({ speech, quietMillis, flags: FLAGS });
  open.push(browser.close);
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  await page.goto(served);
  await page.evaluate(CALLER);
  const id = `rtc-${process.pid}-${++calls}`;
  const url = `${node.replace(/^http/, 'ws')}/call/webrtc?id=${id}`;
  return { page, id, url };
}

/** Has its call be up; `bend` may change the answer. */
export async function call({ page, url, ...visitor }, { bend = (answer) => answer, ...invite } = {}) {
  const answer = await page.evaluate(([url, invite]) => caller.invite(url, invite), [url, invite]);
  await page.evaluate((sdp) => caller.take(sdp), await bend(answer));
  await page.evaluate(() => caller.connected());
  await page.evaluate(() => caller.event('mediaReady'));
  return { page, url, ...visitor, answer };
}

export const hears = (page, hertz) => page.evaluate((hz) => caller.hears(hz), hertz);
export const send = (page, command, fields = {}) => page.evaluate(([c, f]) => caller.send(c, f), [command, fields]);
export const names = (page) => page.evaluate(() => caller.events.map(({ event }) => event));

/** Has `stop` be called by {@link close} as well. */
export const atEnd = (stop) => open.push(stop);
export const close = () => Promise.all(open.splice(0).map((one) => one()));
