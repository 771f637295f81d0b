/** Chromium with a client of /call/webrtc in a page of the node. VOXBUS_URL is the node's address. */
import { readFileSync } from 'node:fs';
import { openBrowser } from '../browser/browser.mjs';

const CALLER = readFileSync(new URL('caller.js', import.meta.url), 'utf8');
const FLAGS = ['--allow-loopback-in-peer-connection', '--autoplay-policy=no-user-gesture-required'];
/** What the microphone has when a test wants nothing of it, after two minutes of silence. */
const QUIET = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0880.wav';
const open = [];
let calls = 0;

/** A page with a caller in it, and the id of the call it will place; its microphone plays a file. */
export async function visit(speech = QUIET, quietMillis = 120_000, node = process.env.VOXBUS_URL) {
  const browser = await openBrowser({ speech, quietMillis, bypassCSP: true, flags: [...FLAGS, `--unsafely-treat-insecure-origin-as-secure=${node}`] });
  open.push(browser.close);
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  await page.goto(node);
  await page.evaluate(CALLER);
  const id = `rtc-${process.pid}-${++calls}`;
  const url = `${node.replace(/^http/, 'ws')}/call/webrtc?id=${id}${process.env.VOXBUS_KEYS ? `&token=${process.env.VOXBUS_KEYS}` : ''}`;
  return { page, id, url };
}

/** Has `stop` be called by {@link close} as well. */
export const atEnd = (stop) => open.push(stop);
export const close = () => Promise.all(open.splice(0).map((one) => one()));
