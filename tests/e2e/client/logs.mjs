/** What the logs of nodes tell: lines that begin with the time of day, "01:47:47.885 INFO  Takeovers - taking over node="node-2" calls="1"". */

const TIME = /^(\d\d):(\d\d):(\d\d)\.(\d{3}) /;
const DAY_MILLIS = 86_400_000;
/** A line may be of yesterday, never of tomorrow: it is written before it is read. */
const AHEAD_MILLIS = 60_000;

/** When a line with these words was first written after that time, ms since 1970; Infinity: it was not. */
export function toldAt(log, words, since) {
  return Math.min(...log.split('\n').filter((line) => line.includes(words)).map(timeOf).filter((at) => at >= since));
}

/** When the first of the nodes with these logs began to take over the calls of one that was lost then, in ms after it. */
export const noticedAfter = (logs, lost, since) => Math.min(...logs.map((log) => toldAt(log, `taking over node="${lost}"`, since))) - since;

function timeOf(line) {
  const time = TIME.exec(line)?.slice(1).map(Number);
  const at = time ? new Date().setHours(...time) : NaN;
  return at > Date.now() + AHEAD_MILLIS ? at - DAY_MILLIS : at;
}
