/** Three nodes for all the tests of one process that get along with each other's: started when first asked for, ended with the last. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { startNodes } from './nodes.mjs';

export const ADMIN_KEY = 'e2e-admin';
/** The nodes watch it for new classes. */
export const classes = mkdtempSync(join(tmpdir(), 'voxbus-classes-'));
export const nodes = await startNodes(3, {
  VOXBUS_SIP: 'true', VOXBUS_RTP_HOST: '127.0.0.1', VOXBUS_ADMIN_KEYS: ADMIN_KEY, VOXBUS_CLASSES: classes, VOXBUS_DRAIN: '60',
});

after(async () => {
  rmSync(classes, { recursive: true, force: true });
  await nodes.stop();
});
