/**
 * A line a test; what failed in full. The counts go to the file that VOXBUS_COUNTS names, what failed also to VOXBUS_FAILURES,
 * and the files where it did to VOXBUS_FAILED.
 */
import { appendFileSync } from 'node:fs';
import { inspect } from 'node:util';

const colour = (code, text) => (process.env.VOXBUS_COLOURS ? `\x1b[${code}m${text}\x1b[0m` : text);

const keep = (file, text) => appendFileSync(process.env[file] ?? '/dev/null', text);

export default async function* report(events) {
  const counts = { passed: 0, failed: 0 };
  for await (const { type, data } of events) {
    if ((type === 'test:pass' || type === 'test:fail') && data.details.type !== 'suite') {
      const good = type === 'test:pass' && !data.skip && !data.todo;
      counts[good ? 'passed' : 'failed']++;
      const word = good ? colour(32, 'ok  ') : colour(31, 'FAIL');
      const line = `${word} ${data.name} (${(data.details.duration_ms / 1000).toFixed(1)} s)\n`;
      yield line;
      if (!good) {
        const { error } = data.details;
        const reason = `${inspect(error?.cause ?? error ?? 'skipped').replace(/^/gm, '     ')}\n`;
        keep('VOXBUS_FAILURES', line + reason);
        keep('VOXBUS_FAILED', `${data.file}\n`);
        yield reason;
      }
    } else if (type === 'test:diagnostic' && data.file) {
      yield `     ${data.message}\n`;
    } else if (type === 'test:stderr' || type === 'test:stdout') {
      yield data.message;
    }
  }
  keep('VOXBUS_COUNTS', `${counts.passed} ${counts.failed}\n`);
}
