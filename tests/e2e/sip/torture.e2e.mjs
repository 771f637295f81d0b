/** The messages of RFC 4475 and RFC 5118: each gets its answer or its silence, and calls go on. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Call } from '../client/call.mjs';
import { ack, bye, invite, response, sipp, provisional } from './sipp.mjs';
import { Webhook } from './webhook.mjs';

const NODE = process.env.VOXBUS_URL;
const [HOST, PORT] = ['127.0.0.1', Number(process.env.VOXBUS_SIP_PORT)];
const MESSAGES = fileURLToPath(new URL('../../../../shared/data/sip-torture', import.meta.url));
/** An address of this machine whose SIP ports nobody uses: answers go to the ports that the messages name. */
const SENDER = '127.0.0.77';
const ANSWERS_COME_TO = [5060, 5050, 5070, 6050, 19823];
const QUIET_MILLIS = 250;
const LIMIT = { timeout: 60_000 };

/** What a call that the application refuses gets: the message was understood. */
const CALL = 486;
/** Without an account every REGISTER is asked for a password. */
const REGISTER = 401;
/** A datagram whose Via names a connection: the answer would have to go where the sender chose. */
const NOT_BY_UDP = 400;
const SILENCE = 0;

/** What each message gets by UDP and by TCP; one number when it is the same. */
const RFC4475 = {
  // 3.1.1, valid; wsinv has a tag of a dialog that there is not
  wsinv: 481, intmeth: [NOT_BY_UDP, 405], esc01: CALL, escnull: REGISTER, esc02: [NOT_BY_UDP, 405], lwsdisp: 200, longreq: [NOT_BY_UDP, CALL],
  dblreq: REGISTER, semiuri: 200, transports: 200, mpart01: 405, unreason: SILENCE, noreason: SILENCE,
  // 3.1.2, invalid; a body that is too short is waited for on a connection
  badinv01: 400, clerr: [400, SILENCE], ncl: 400, scalar02: 400, scalarlg: SILENCE, quotbal: 400, ltgtruri: 400, lwsruri: 400,
  lwsstart: 400, trws: 400, escruri: 400, baddate: CALL, regbadct: 400, badaspec: 200, baddn: 200, badvers: 505, mismatch01: 400,
  mismatch02: 400, bigcode: SILENCE,
  // 3.2 to 3.4, what is for transactions, for applications, and of the old times, when no Contact was needed
  badbranch: 200, insuf: 400, unkscm: 416, unksm2: REGISTER, novelsc: 416, bext01: [NOT_BY_UDP, 420], invut: 415,
  regaut01: [NOT_BY_UDP, REGISTER], multi01: 400, mcl01: 400, bcast: SILENCE, zeromf: 200, cparam01: REGISTER, cparam02: REGISTER,
  regescrt: REGISTER, sdp01: 406, inv2543: 400,
};
/** In the archive but not in the RFC: no version, no Via. */
const BESIDES = { test: SILENCE };
const RFC5118 = {
  'ipv6-good': REGISTER, 'ipv6-bad': 400, 'port-ambiguous': REGISTER, 'port-unambiguous': REGISTER,
  'via-received-param-with-delim': 481, 'via-received-param-no-delim': 200, 'ipv6-in-sdp': CALL, 'mult-ip-in-header': 481,
  'mult-ip-in-sdp': CALL, 'ipv4-mapped-ipv6': CALL, 'ipv6-bug-abnf-3-colons': 200, 'ipv6-correct-abnf-2-colons': 200,
};

let webhook;
before(async () => {
  webhook = await Webhook.start();
  webhook.answer = { action: 'reject', code: CALL, reason: 'Busy Here' };
});
after(() => webhook?.stop());

/** As archived, but baddn with the blank line that it lacks there; those of RFC 5118 with the line ends and the length that they should have. */
function load(folder, name) {
  const bytes = readFileSync(`${MESSAGES}/${folder}/${folder === 'rfc4475' ? `${name}.dat` : name}`);
  if (folder === 'rfc4475') {
    return bytes.includes('\r\n\r\n') ? bytes : Buffer.concat([bytes, Buffer.from('\r\n')]);
  }
  const [head, body = ''] = bytes.toString('latin1').replace(/\r?\n/g, '\r\n').replace(/(\r\n)*$/, '\r\n').split(/\r\n\r\n(.*)/s);
  return Buffer.from(`${head.trimEnd().replace(/^Content-Length:.*$/m, `Content-Length: ${body.length}`)}\r\n\r\n${body}`, 'latin1');
}

/** The same with a Call-ID and a branch that nothing before has used. */
function anew(message, prefix) {
  const text = message.toString('latin1');
  return Buffer.from(text.replace(/^(call-id|i)(\s*:\s*)/gim, `$1$2${prefix}`).replace(/(branch\s*=\s*z9hG4bK)(?=[^\s;,])/gi, `$1${prefix}`), 'latin1');
}

const number = (text) => /^cseq\s*:\s*0*(\d+)/im.exec(text)?.[1];
const status = (text) => Number(/^SIP\/2\.0 (\d{3}) /.exec(text)?.[1]);

/** The final answers to what `send` sends, as far as they have its CSeq number; waits for the first one. */
async function answers(message, receive, send) {
  const got = [];
  const cseq = number(message.toString('latin1'));
  const first = new Promise((resolve) => receive((text) => {
    if (status(text) >= 200 && number(text) === cseq && !got.includes(status(text))) {
      got.push(status(text));
      resolve();
    }
  }));
  send(message);
  await Promise.race([first, pause(3_000)]);
  return got;
}

async function byUdp(each) {
  let listener = () => {};
  const sockets = await Promise.all(ANSWERS_COME_TO.map((port) => new Promise((resolve, reject) => {
    const socket = createSocket('udp4', (data) => listener(data.toString('latin1')));
    socket.once('error', reject);
    socket.bind(port, SENDER, () => resolve(socket));
  })));
  try {
    for (const [name, message, expected] of each) {
      await check(name, message, expected, (told) => (listener = told), (bytes) => sockets[0].send(bytes, PORT, HOST));
    }
  } finally {
    sockets.forEach((socket) => socket.close());
  }
}

async function byTcp(each) {
  for (const [name, message, expected] of each) {
    const socket = createConnection({ host: HOST, port: PORT, localAddress: SENDER });
    socket.on('error', () => {});
    let listener = () => {};
    // dblreq is two requests, whose answers may come together
    socket.on('data', (data) => data.toString('latin1').split(/^(?=SIP\/2\.0 )/m).forEach((answer) => listener(answer)));
    await new Promise((resolve) => socket.once('connect', resolve));
    await check(name, anew(message, 'tcp'), expected, (told) => (listener = told), (bytes) => socket.write(bytes));
    socket.destroy();
  }
}

const wrong = [];
async function check(name, message, expected, receive, send) {
  if (expected === SILENCE) {
    let heard = '';
    const cseq = number(message.toString('latin1'));
    receive((text) => (heard ||= number(text) === cseq ? text : ''));
    send(message);
    await pause(QUIET_MILLIS);
    if (heard) {
      wrong.push(`${name}: ${heard.split('\r\n')[0]} instead of silence`);
    }
    return;
  }
  const got = await answers(message, receive, send);
  if (got.length !== 1 || got[0] !== expected) {
    wrong.push(`${name}: ${got.join(', ') || 'silence'} instead of ${expected}`);
  }
}

const all = (folder, table, transport) => Object.entries(table)
  .map(([name, expected]) => [name, load(folder, name), Array.isArray(expected) ? expected[transport] : expected]);

async function callIsPossible(transport) {
  webhook.told.length = 0;
  webhook.answer = {};
  const far = await sipp(invite() + provisional + response(200) + ack() + bye(), `${HOST}:${PORT}`, { transport });
  const { dialogId } = await webhook.next();
  const call = await Call.open(NODE, { id: dialogId }, '/call/sip');
  call.send('accept');
  await far.done;
  assert.equal((await call.event('hangup')).reason, 'caller');
  webhook.answer = { action: 'reject', code: CALL, reason: 'Busy Here' };
}

test('every message of the archive has an expected answer', () => {
  const files = readdirSync(`${MESSAGES}/rfc4475`).map((file) => file.replace('.dat', ''));
  assert.deepEqual(files.toSorted(), Object.keys({ ...RFC4475, ...BESIDES }).toSorted());
  assert.equal(Object.keys(RFC4475).length, 49);
  assert.deepEqual(readdirSync(`${MESSAGES}/rfc5118`).toSorted(), Object.keys(RFC5118).toSorted());
});

for (const [index, [transport, sending, by]] of [['UDP', byUdp, 'u1'], ['TCP', byTcp, 't1']].entries()) {
  test(`RFC 4475 and RFC 5118 by ${transport}: the right answers and silences, and a call afterwards`, LIMIT, async () => {
    wrong.length = 0;
    await sending([...all('rfc4475', { ...RFC4475, ...BESIDES }, index),
      ...all('rfc5118', RFC5118, index).map(([name, message, expected]) => [name, anew(message, name), expected])]);
    assert.deepEqual(wrong, []);
    await callIsPossible(by);
  });
}
