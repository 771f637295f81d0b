import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Waits until the condition holds, which may be a promise; fails when that takes too long, saying what was awaited. */
export async function until(condition, what, millis = 30_000) {
  for (const end = Date.now() + millis; !(await condition()); await wait(50)) {
    assert.ok(Date.now() < end, `not in ${millis} ms: ${what}`);
  }
}
