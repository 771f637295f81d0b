/** Carriers played by SIPp: calls through them, and an account that is registered with one. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Call } from '../client/call.mjs';
import { Node } from './node.mjs';
import { freeUdpPort } from './ports.mjs';
import { ack, agree, answer, bye, heard, invite, pause, provisional, request, response, sipp, stream } from './sipp.mjs';
import { Webhook } from './webhook.mjs';

const SOUNDS = process.env.VOXBUS_SIP_LOGS;
const LIMIT = { timeout: 60_000 };
const TONE = `${SOUNDS}/carrier600.ul`;
const DIGEST = 'WWW-Authenticate: Digest realm="carrier", nonce="47", algorithm=MD5, qop="auth"';
let webhook;

before(async () => {
  mkdirSync(SOUNDS, { recursive: true });
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-e', 'u-law', '-b', '8', '-t', 'raw', TONE, 'synth', '10', 'sine', '600', 'vol', '0.5']);
  webhook = await Webhook.start();
});
after(() => webhook?.stop());

/** A request with a password that SIPp checks. */
const proven = (method, user, password, more = '') => `<recv request="${method}" auth="true"><action><verifyauth assign_to="ok" username="${user}" password="${password}"/>${more}</action></recv>\n`
  + `<nop hide="true" test="ok" next="${method}-good"/><nop><action><error message="the password is wrong"/></action></nop><label id="${method}-good"/>\n`;

/** What a node listens to, at this port. */
const listening = (port) => ({ listen: { host: '127.0.0.1', udp: port, tcp: port }, guard: { trust: ['127.0.0.0/8'] } });
const RTP = { host: '127.0.0.1', firstPort: 21_000, lastPort: 21_999 };

/** A node whose numbers go to two carriers, SIPp at these ports. */
async function withTrunks(name) {
  const ports = [await freeUdpPort(), await freeUdpPort(), await freeUdpPort()];
  const plan = `${SOUNDS}/${name}-dialplan.yaml`;
  writeFileSync(plan, 'rules:\n  - { prefix: "0", trunks: [first, second], send: "+49$rest" }\n');
  const trunk = { username: 'u', password: 'secret', options: 0 };
  const node = await Node.start(name, {
    rtp: RTP,
    sip: {
      ...listening(ports[2]), dialPlan: plan,
      trunks: [{ ...trunk, name: 'first', hosts: [{ uri: `sip:127.0.0.1:${ports[0]}` }], maxCalls: 1, timeout: 3 },
        { ...trunk, name: 'second', hosts: [{ uri: `sip:127.0.0.1:${ports[1]}` }] }],
    },
  });
  return { node, ports, target: `127.0.0.1:${ports[2]}` };
}

async function place(node, callee) {
  const call = await Call.open(node.url, { id: `carrier-${Date.now()}` }, '/call/sip');
  call.send('invite', { option: { caller: '+4930555', callee } });
  return call;
}

test('a number goes to its carrier by password, to the next one when the first has trouble, and to none in the end', LIMIT, async () => {
  const { node, ports, target } = await withTrunks('trunks');
  try {
    const taking = heard('INVITE') + answer(401, 'Unauthorized', { headers: DIGEST }) + heard('ACK')
      + proven('INVITE', 'u', 'secret') + answer(200, 'OK', { sdp: true }) + heard('ACK') + stream(TONE) + heard('BYE') + agree();
    let first = await sipp(taking, target, { port: ports[0] });
    let call = await place(node, '0301234');
    await call.event('answer');
    await call.event('mediaReady');
    assert.equal(await node.meter('voxbus_trunk_calls{trunk="first"}'), 1);
    await call.hangup();
    await first.done;

    // what the callee says is not asked for a second time
    first = await sipp(heard('INVITE') + answer(486, 'Busy Here') + heard('ACK'), target, { port: ports[0] });
    call = await place(node, '0301234');
    await call.over();
    await first.done;
    assert.equal(call.events.find(({ event }) => event === 'reject').code, 486);

    first = await sipp(heard('INVITE') + answer(503, 'Congestion') + heard('ACK'), target, { port: ports[0] });
    let second = await sipp(taking, target, { port: ports[1] });
    call = await place(node, '0301234');
    await call.event('answer');
    await call.hangup();
    await Promise.all([first.done, second.done]);

    // now nobody answers at the first carrier's address, and the second has trouble as well
    second = await sipp(heard('INVITE') + answer(500, 'Trouble') + heard('ACK'), target, { port: ports[1] });
    call = await place(node, '0301234');
    await call.over();
    await second.done;
    const { code, reason } = call.events.find(({ event }) => event === 'reject');
    assert.equal(code, 503);
    assert.match(reason, /no trunk left: .*second says 500 Trouble/);
    assert.equal(await node.meter('voxbus_trunk_up{trunk="second"}'), 0);
  } finally {
    await node.stop();
  }
});

test('a call is transferred to a number through a carrier; what is too large for UDP goes by TCP to whoever takes a connection', LIMIT, async () => {
  const { node, ports, target } = await withTrunks('trunk-refer');
  try {
    const far = await sipp(heard('INVITE') + answer(180, 'Ringing') + answer(200, 'OK', { sdp: true }) + heard('ACK') + stream(TONE)
      + heard('BYE') + agree(), target, { port: ports[0] });
    const call = await Call.place(node.url, {}, { id: `refer-${Date.now()}` });
    call.send('refer', { callee: '0305678' });
    await call.event('answer', ({ refer }) => refer);
    await wait(500);
    await call.hangup();
    await far.done;

    const headers = { 'X-One': 'x'.repeat(700), 'X-Two': 'x'.repeat(700) };
    for (const [transport, name] of [['t1', 'TCP'], ['u1', 'UDP']]) {
      const via = `<recv request="INVITE"><action><ereg regexp="SIP/2.0/${name} " search_in="hdr" header="Via:" check_it="true" assign_to="1"/></action></recv><Reference variables="1"/>\n`;
      const one = await sipp(via + answer(200, 'OK', { sdp: true }) + heard('ACK') + stream(TONE) + heard('BYE') + agree(), target, { transport });
      const large = await Call.open(node.url, { id: `large-${name}-${Date.now()}` }, '/call/sip');
      large.send('invite', { option: { caller: 'sip:us@127.0.0.1', callee: one.uri, sip: { headers } } });
      await large.event('mediaReady');
      await large.hangup();
      await one.done;
    }
  } finally {
    await node.stop();
  }
});

test('an account is registered by password, its calls come in, and it is given back at the end', LIMIT, async () => {
  const contactFile = `${SOUNDS}/contact-${Date.now()}`;
  const once = (text) => text.replace(' retrans="500"', ''); // no ACK would end what is repeated
  const registered = (expires) => once(answer(200, 'OK', { headers: `Expires: ${expires}` }));
  const port = await freeUdpPort();
  const registrar = await sipp(heard('REGISTER') + once(answer(401, 'Unauthorized', { headers: DIGEST }))
    + proven('REGISTER', 'u', 'secret', '<ereg regexp="sip:[A-Za-z0-9@.:;=_-]+" search_in="hdr" header="Contact:" check_it="true" assign_to="contact"/>')
    + registered(60) + `<nop><action><exec command="echo '[$contact]' | tee '${contactFile}'"/></action></nop>\n`
    + '<recv request="REGISTER"><action><ereg regexp="^ *0" search_in="hdr" header="Expires:" check_it="true" assign_to="zero"/></action></recv><Reference variables="zero"/>\n'
    + registered(0), '127.0.0.1:9', { port });
  const sipPort = await freeUdpPort();
  const node = await Node.start('registered', {
    rtp: RTP, call: { incoming: { webhook: { urls: [process.env.VOXBUS_WEBHOOK], tries: 1 } } },
    sip: { ...listening(sipPort), register_users: [{ server: `127.0.0.1:${port}`, username: 'desk', credential: { username: 'u', password: 'secret' } }] },
  });
  let stopped = false;
  try {
    for (let i = 0; i < 100 && !existsSync(contactFile); i++) {
      await wait(50);
    }
    const contact = readFileSync(contactFile, 'utf8').trim();
    assert.match(contact, new RegExp(`^sip:desk@127.0.0.1:${sipPort};`));
    const meter = `voxbus_registration_up{account="desk@127.0.0.1:${port}"}`;
    for (let i = 0; i < 100 && (await node.meter(meter)) !== 1; i++) {
      await wait(50);
    }
    assert.equal(await node.meter(meter), 1);
    const target = `127.0.0.1:${sipPort}`;
    const caller = await sipp(invite('', { uri: contact }) + provisional + response(200) + ack() + stream(TONE) + pause(500) + bye(), target);
    const call = await Call.open(node.url, { id: (await webhook.next()).dialogId }, '/call/sip');
    call.send('accept');
    await call.event('answer');
    await caller.done;
    const stranger = await sipp(invite() + response(407) + request('ACK', { cseq: 1 }).replace(' retrans="500"', ''), target);
    await stranger.done;
    stopped = true;
    await Promise.all([node.stop(), registrar.done]);
    assert.doesNotMatch(node.log, /secret/);
  } finally {
    if (!stopped) {
      await node.stop();
    }
  }
});
