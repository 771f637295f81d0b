/** Headless Chromium with a fake microphone that plays a recording once. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
];

/**
 * `speech` is a mono 16-bit WAV file heard after `quietMillis`; without one, the browser refuses the
 * microphone. The page is collected with what it wrote to its console.
 */
export async function openBrowser({ speech, quietMillis = 6000, flags = [], ...options } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'voxbus-browser-'));
  const recording = join(folder, 'microphone.wav');
  if (speech) {
    writeFileSync(recording, withQuiet(readFileSync(speech), quietMillis));
  }
  const microphone = speech
    ? ['--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${recording}%noloop`]
    : ['--deny-permission-prompts'];
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: process.env.VOXBUS_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...FLAGS, ...microphone, ...flags],
    ...options,
  });
  const close = async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { context, close };
}

/** Everything that the page says is wrong, policy violations and failed requests included. */
export function complaintsOf(page) {
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(`${message.text()} ${message.location().url}`);
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

/** A WAV of the same format with silence before and a minute of it after. */
function withQuiet(wav, quietMillis) {
  const { format, data } = chunksOf(wav);
  const bytesPerSecond = format.readUInt32LE(8);
  const blockAlign = format.readUInt16LE(12);
  const before = Math.round((bytesPerSecond * quietMillis) / 1000 / blockAlign) * blockAlign;
  const audio = Buffer.concat([Buffer.alloc(before), data, Buffer.alloc(bytesPerSecond * 60)]);
  return Buffer.concat([
    chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', format), chunk('data', audio)])),
  ]);
}

function chunksOf(wav) {
  const found = {};
  for (let at = 12; at + 8 <= wav.length; ) {
    const length = wav.readUInt32LE(at + 4);
    found[wav.toString('latin1', at, at + 4)] = wav.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length & 1);
  }
  return { format: found['fmt '], data: found.data };
}

function chunk(name, body) {
  const head = Buffer.alloc(8, name, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
