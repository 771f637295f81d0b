/** What must hold of a call when it is over, whatever was done to the nodes. */
import { position, whose } from '../../e2e/client/positions.mjs';

/** Between two frames that a node sends in one piece. */
const APART_MILLIS = 200;

/** How long two nodes sent its sound at the same time, each to its own client. clients: one a node, in their order. */
export function twoOwners(clients) {
  const spans = clients.map((client, i) => spansOf(client.audio.filter((frame) => position(frame) > 0 && whose(frame) === i + 1)));
  let most = 0;
  spans.forEach((own, i) => spans.slice(i + 1).flat().forEach((other) => own.forEach((span) => {
    most = Math.max(most, Math.min(span.to, other.to) - Math.max(span.from, other.from));
  })));
  return most;
}

function spansOf(frames) {
  const spans = [];
  for (const { at } of frames) {
    const last = spans.at(-1);
    if (last && at - last.to <= APART_MILLIS) {
      last.to = at;
    } else {
      spans.push({ from: at, to: at });
    }
  }
  return spans;
}

/** The longest time without sound, of the client that heard most of it, until that moment. */
export function silence(clients, until) {
  return Math.min(...clients.map((client) => {
    const times = [...client.audio.filter((frame) => position(frame) > 0).map(({ at }) => at).filter((at) => at < until), until];
    return times.slice(1).reduce((most, at, i) => Math.max(most, at - times[i]), 0);
  }));
}

/** How many are missing or came twice, of those from the first one, which is 1 in what the nodes have written. */
export function holesAndDoubles(seqs) {
  return seqs.filter((seq, i) => i > 0 && seq !== seqs[i - 1] + 1).length;
}

/** Of the events of all nodes: how many are missing or there twice, and how often the call ended. */
export function ofAllNodes(written) {
  const seqs = written.flat().map(({ seq }) => seq).sort((a, b) => a - b);
  return { holes: holesAndDoubles([0, ...seqs]), ends: written.flat().filter(({ event }) => event === 'hangup').length };
}
