/** SIPp as caller and as callee: scenarios are written here, so that each test says what its far end does. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { freeMediaPort, freeUdpPort } from './ports.mjs';

const FOLDER = process.env.VOXBUS_SIP_LOGS;
let count = 0;

/**
 * Runs a scenario once; `done` is settled by its end: it fails when SIPp says that the scenario failed.
 *
 * @param steps  the XML inside of <scenario>
 * @param target host:port of the node
 * @param port   of its own; not given: any free one
 */
export async function sipp(steps, target, { transport = 'u1', seconds = 40, args = [], port } = {}) {
  mkdirSync(FOLDER, { recursive: true });
  const name = `${FOLDER}/sipp-${process.pid}-${count++}`;
  writeFileSync(`${name}.xml`, `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="voxbus">\n${steps}</scenario>\n`);
  port ??= await freeUdpPort();
  const media = await freeMediaPort();
  const running = spawn('sipp', [target, '-sf', `${name}.xml`, '-i', '127.0.0.1', '-p', String(port), '-mi', '127.0.0.1',
    '-mp', String(media), '-m', '1', '-t', transport, '-nostdin', '-trace_err', '-error_file', `${name}.err`,
    '-timeout', String(seconds), '-timeout_error', ...args], { cwd: FOLDER, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  running.stdout.on('data', (text) => (said += text));
  running.stderr.on('data', (text) => (said += text));
  const done = new Promise((resolve, reject) => {
    running.on('error', reject);
    running.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`SIPp ended with ${code}, see ${name}.err\n${said.slice(-600)}`))));
  });
  done.catch(() => {}); // whoever waits for it is told
  return { port, uri: `sip:bob@127.0.0.1:${port}`, done, stop: () => running.kill('SIGKILL') };
}

const lines = (text) => text.trim().split('\n').map((line) => line.trim()).join('\n');
const SDP = `v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000`;

/** Messages of a scenario. */
export const request = (method, { to = '[peer_tag_param]', cseq, headers = '', body = '', type = 'application/sdp', uri = 'sip:voxbus@[remote_ip]:[remote_port]', branch = '[branch]' }) => `<send retrans="500"><![CDATA[
${lines(`${method} ${uri} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch}
From: <sip:alice@[local_ip]:[local_port]>;tag=[pid]A[call_number]
To: <sip:voxbus@[remote_ip]:[remote_port]>${to}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:alice@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70${headers && `\n${headers}`}${body && `\nContent-Type: ${type}`}
Content-Length: [len]`)}

${body}
]]></send>
`;
export const invite = (headers = '', more = {}) => request('INVITE', { to: '', cseq: 1, headers, body: SDP, ...more });
export const ack = () => request('ACK', { cseq: 1 }).replace(' retrans="500"', '');
export const bye = (cseq = 2) => request('BYE', { cseq }) + response(200);
export const response = (code, more = '') => `<recv response="${code}"${more}/>\n`;
export const provisional = ['100', '180', '183'].map((code) => `<recv response="${code}" optional="true"/>\n`).join('');
export const stream = (file) => `<nop><action><exec rtp_stream="${file},-1,0,PCMU/8000"/></action></nop>\n`;
export const pause = (millis) => `<pause milliseconds="${millis}"/>\n`;
/** Makes a file, so that the test knows that the scenario came this far. */
export const touch = (path) => `<nop><action><exec command="touch '${path}'"/></action></nop>\n`;
export const heard = (method, more = '') => `<recv request="${method}"${more}/>\n`;

/** An answer to what was received last. */
export const answer = (code, reason, { headers = '', sdp = false } = {}) => `<send${code >= 200 ? ' retrans="500"' : ''}><![CDATA[
${lines(`SIP/2.0 ${code} ${reason}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]B[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:bob@[local_ip]:[local_port];transport=[transport]>${headers && `\n${headers}`}${sdp ? '\nContent-Type: application/sdp' : ''}
Content-Length: [len]`)}

${sdp ? SDP : ''}
]]></send>
`;
/** As `answer`, in a dialog that has its tags. */
export const agree = () => answer(200, 'OK').replace(';tag=[pid]B[call_number]', '').replace(' retrans="500"', '');
