/** What SIPp asks for inside of a call, and calls that can not be. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { millisOfTone } from '../client/tone.mjs';
import { readWav } from '../client/wav.mjs';
import { Node } from './node.mjs';
import { freeUdpPort } from './ports.mjs';
import { ack, agree, answer, bye, heard, invite, provisional, request, response, sipp, stream } from './sipp.mjs';
import { Webhook } from './webhook.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const TONE = `${FOLDER}/tone600-dialog.ul`;
let [node, webhook, target] = [];

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'u-law', '-b', '8', '-t', 'raw', TONE, 'synth', '10', 'sine', '600', 'vol', '0.5']);
  webhook = await Webhook.start();
  const port = await freeUdpPort();
  target = `127.0.0.1:${port}`;
  node = await Node.start('dialog', {
    rtp: { host: '127.0.0.1', firstPort: 29_700, lastPort: 29_749 },
    call: { incoming: { acceptTimeout: 10, webhook: { urls: [process.env.VOXBUS_WEBHOOK] } } },
    sip: { enabled: true, listen: { host: '127.0.0.1', udp: port, tcp: port }, guard: { trust: ['127.0.0.0/8'] } },
  });
}, { timeout: 120_000 });
after(async () => {
  await node?.stop();
  await webhook?.stop();
});

const take = async () => Call.open(node.url, { id: (await webhook.next()).dialogId }, '/call/sip');
/** An answer that has a header field which says so. */
const told = (code, header, text) => `<recv response="${code}"><action><ereg regexp="${text}" search_in="hdr" header="${header}:" check_it="true" assign_to="1"/></action></recv>\n`;
const REFERENCE = '<Reference variables="1"/>\n';
const acknowledge = (branch) => request('ACK', { cseq: 1, branch }).replace(' retrans="500"', '');

test('an offer that can not be read: 488 with a Warning, and an error for the client', LIMIT, async () => {
  const far = await sipp(invite('', { body: 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio x RTP/AVP 0' })
    + response(100, ' optional="true"') + told(488, 'Warning', '399 voxbus') + acknowledge('[branch-3]') + REFERENCE, target);
  const call = await take();
  call.send('accept');
  assert.ok((await call.event('error', ({ code }) => code === 488)).error);
  assert.equal((await call.event('hangup')).reason, 'failed');
  await far.done;
});

test('a body that is no SDP: 400 with the reason, and no call', LIMIT, async () => {
  const far = await sipp(invite('', { body: 'hello' }) + response(100, ' optional="true"') + told(400, 'Reason', 'no SDP') + acknowledge('[branch-3]') + REFERENCE, target);
  await far.done;
  assert.deepEqual(webhook.told, []);
});

test('in a call: messages both ways, a digit by INFO, UPDATE, OPTIONS, a transfer that is asked for', LIMIT, async () => {
  const far = await sipp(invite() + provisional + response(200) + ack() + stream(TONE)
    + heard('MESSAGE') + agree()
    + request('MESSAGE', { cseq: 2, body: 'hello', type: 'text/plain' }) + response(200)
    + request('INFO', { cseq: 3, body: 'Signal=7\nDuration=160', type: 'application/dtmf-relay' }) + response(200)
    + request('UPDATE', { cseq: 4 }) + response(200)
    + request('OPTIONS', { cseq: 5 }) + response(200)
    + request('REFER', { cseq: 6, headers: 'Refer-To: <sip:carol@127.0.0.1>' }) + response(202) + heard('NOTIFY') + agree()
    + bye(7), target);
  const call = await take();
  call.send('accept', { option: { recorder: {} } });
  await call.event('answer');
  await wait(1_500);
  call.send('message', { body: 'are you there' });
  assert.equal((await call.event('message')).body.trim(), 'hello');
  await call.event('dtmf', ({ digit }) => digit === '7');
  assert.match((await call.event('transferRequest')).referTo, /carol/);
  assert.equal((await call.event('hangup')).reason, 'caller');
  await far.done;
});

test('a call that is sent on by 302 is placed there, and heard', LIMIT, async () => {
  const second = await sipp(heard('INVITE') + answer(200, 'OK', { sdp: true }) + heard('ACK') + stream(TONE) + heard('BYE') + agree(), target);
  const first = await sipp(heard('INVITE') + answer(302, 'Moved').replace(/Contact: .*\n/, `Contact: <${second.uri}>\n`) + heard('ACK'), target);
  const call = await Call.open(node.url, { id: 'moved' }, '/call/sip');
  call.send('invite', { option: { caller: 'sip:alice@127.0.0.1', callee: first.uri, recorder: {} } });
  await call.event('answer');
  await wait(2_000);
  await call.hangup();
  await Promise.all([first.done, second.done]);
  const path = `${node.folder}/recordings/moved.wav`;
  for (let i = 0; i < 100 && !existsSync(path); i++) {
    await wait(50);
  }
  const { rate, channels } = readWav(readFileSync(path));
  assert.ok(millisOfTone(channels[0], rate, 600) > 1_000, 'the one it was sent on to is heard');
});
