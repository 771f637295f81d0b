/** A phone of a few lines, for what SIPp and baresip cannot do: other addresses, WebSocket, wrong messages, RTP of one's own. */
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import WebSocket from 'ws';

const md5 = (text) => createHash('md5').update(text).digest('hex');
const id = () => randomBytes(6).toString('hex');
export const header = (message, name) => new RegExp(`^${name}\\s*:\\s*(.*)$`, 'im').exec(message)?.[1].trim();
export const status = (message) => Number(/^SIP\/2\.0 (\d{3})/.exec(message)?.[1] ?? 0);
export const tag = (field) => /;\s*tag=([^;]+)/.exec(field)?.[1];
export const body = (message) => message.slice(message.indexOf('\r\n\r\n') + 4);

export class Phone {
  /** What came and was not waited for yet. */
  heard = [];
  user = 'alice';
  #transport;
  #contact;
  #send;
  #close;
  #port;
  #waiting = new Set();

  /** By UDP, from an address of this machine. */
  static async udp(host, port, address = '127.0.0.1') {
    const phone = new Phone();
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4', (data) => phone.#take(data.toString('latin1')));
    await new Promise((resolve, reject) => socket.once('error', reject).bind(0, address, resolve));
    socket.unref(); // a test that failed must not wait for its phone
    const at = address.includes(':') ? `[${address}]` : address;
    return phone.#ready('UDP', `${at}:${socket.address().port}`, (text) => socket.send(Buffer.from(text, 'latin1'), phone.#port ?? port, host), () => socket.close());
  }

  /** From now on it talks to that port. */
  aim(port) {
    this.#port = port;
  }

  /** By WebSocket (RFC 7118): it is reached by its own connection only. */
  static async ws(url, options = {}) {
    const phone = new Phone();
    const socket = new WebSocket(url, 'sip', options);
    socket.on('message', (data) => phone.#take(String(data)));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket._socket.unref();
    return phone.#ready(url.startsWith('wss') ? 'WSS' : 'WS', `${id()}.invalid`, (text) => socket.send(text), () => socket.terminate());
  }

  #ready(transport, contact, send, close) {
    [this.#transport, this.#contact, this.#send, this.#close] = [transport, contact, send, close];
    return this;
  }

  close() {
    this.#close();
  }

  /** host:port that it is reached at. */
  get contact() {
    return this.#contact;
  }

  #take(message) {
    this.heard.push(message);
    [...this.#waiting].forEach((look) => look());
  }

  send(text) {
    this.#send(text);
  }

  /** The next message that fits; what came before it and does not stays. */
  next(fits = () => true, millis = 5_000) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const at = this.heard.findIndex(fits);
        if (at >= 0) {
          clearTimeout(timer);
          this.#waiting.delete(look);
          resolve(this.heard.splice(at, 1)[0]);
        }
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`no such message; heard: ${this.heard.map((one) => one.split('\r\n')[0]).join(' | ')}`));
      }, millis);
      this.#waiting.add(look);
      look();
    });
  }

  /** A request; `dialog` has what does not change in a call. */
  request(method, dialog = {}, { cseq = 1, headers = [], sdp = '', branch = `z9hG4bK${id()}` } = {}) {
    const { callId = id(), from = id(), to = '', uri = 'sip:100@127.0.0.1' } = dialog;
    const transport = this.#transport === 'UDP' ? '' : `;transport=${this.#transport.toLowerCase()}`;
    return [`${method} ${uri} SIP/2.0`, `Via: SIP/2.0/${this.#transport} ${this.#contact};branch=${branch};rport`, 'Max-Forwards: 70',
      `From: <sip:${this.user}@voxbus>;tag=${from}`, `To: <${dialog.toUri ?? 'sip:100@voxbus'}>${to && `;tag=${to}`}`, `Call-ID: ${callId}`, `CSeq: ${cseq} ${method}`,
      `Contact: <sip:${this.user}@${this.#contact}${transport}>`, ...headers, ...(sdp ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${sdp.length}`, '', sdp].join('\r\n');
  }

  /** Sends it and gives its final answer; proves the password when it is asked for. */
  async ask(method, dialog, { password, cseq = 1, ...more } = {}) {
    const final = () => this.next((one) => status(one) >= 200 && header(one, 'CSeq') === `${cseq} ${method}` && header(one, 'Call-ID') === dialog.callId, 15_000);
    this.send(this.request(method, dialog, { cseq, ...more }));
    const answer = await final();
    if (![401, 407].includes(status(answer)) || !password) {
      return answer;
    }
    if (method === 'INVITE') {
      this.#acknowledge(dialog, cseq, answer, more.branch);
    }
    const [name, challenge] = status(answer) === 401 ? ['Authorization', header(answer, 'WWW-Authenticate')] : ['Proxy-Authorization', header(answer, 'Proxy-Authenticate')];
    const proof = this.proof(challenge, method, dialog.uri ?? 'sip:100@127.0.0.1', password);
    return this.ask(method, dialog, { ...more, cseq: cseq + 1, headers: [...(more.headers ?? []), `${name}: ${proof}`] });
  }

  proof(challenge, method, uri, password) {
    const [realm, nonce] = ['realm', 'nonce'].map((name) => new RegExp(`${name}="([^"]*)"`).exec(challenge)[1]);
    const cnonce = id();
    const response = md5(`${md5(`${this.user}:${realm}:${password}`)}:${nonce}:00000001:${cnonce}:auth:${md5(`${method}:${uri}`)}`);
    return `Digest username="${this.user}",realm="${realm}",nonce="${nonce}",uri="${uri}",algorithm=MD5,qop=auth,nc=00000001,cnonce="${cnonce}",response="${response}"`;
  }

  /** Of a refusal, with the branch of its INVITE. */
  #acknowledge(dialog, cseq, answer) {
    this.send(this.request('ACK', { ...dialog, to: tag(header(answer, 'To')) }, { cseq, branch: /branch=([^;]+)/.exec(header(answer, 'Via'))[1] }));
  }

  /** A call that is answered and acknowledged: its dialog, with `cseq` of the last request and the answer's `sdp`. */
  async call(rtp, options = {}) {
    const dialog = { callId: id(), from: id(), ...options.dialog };
    const answer = await this.ask('INVITE', dialog, { sdp: rtp.sdp, ...options });
    if (status(answer) !== 200) {
      throw new Error(`refused: ${answer}`);
    }
    const cseq = Number(header(answer, 'CSeq').split(' ')[0]);
    const agreed = { ...dialog, to: tag(header(answer, 'To')), cseq, sdp: body(answer), uri: /<([^>]+)>/.exec(header(answer, 'Contact'))[1] };
    this.send(this.request('ACK', agreed, { cseq }));
    return agreed;
  }

  bye(dialog) {
    return this.ask('BYE', dialog, { cseq: dialog.cseq + 1 });
  }

  /** Answers a request that came. */
  answer(message, code, reason, { to = id(), sdp = '' } = {}) {
    const copied = message.split('\r\n').filter((line) => /^(Via|Record-Route|From|Call-ID|CSeq|To)\s*:/i.test(line))
      .map((line) => (/^To\s*:/i.test(line) && !line.includes('tag=') ? `${line};tag=${to}` : line));
    const transport = this.#transport === 'UDP' ? '' : `;transport=${this.#transport.toLowerCase()}`;
    this.send([`SIP/2.0 ${code} ${reason}`, ...copied, `Contact: <sip:${this.user}@${this.#contact}${transport}>`,
      ...(sdp ? ['Content-Type: application/sdp'] : []), `Content-Length: ${sdp.length}`, '', sdp].join('\r\n'));
  }
}

/** Payload types (RFC 3551). */
const PCMA = 8;
const COMFORT_NOISE = 13;

/** G.711 both ways on a port of one's own. */
export class Rtp {
  /** What came: {at: ms, kind: payload type, sequence, timestamp, payload}. */
  packets = [];
  /** RTCP packets that came on the same port (RFC 5761). */
  reports = 0;
  #socket;
  #timer;
  #sequence = 1000;
  /** Frames of 20 ms that were sent, or would have been. */
  #frames = 0;

  static async open(address = '127.0.0.1') {
    const rtp = new Rtp();
    rtp.#socket = createSocket(address.includes(':') ? 'udp6' : 'udp4', (data) => rtp.#take(data));
    await new Promise((resolve, reject) => rtp.#socket.once('error', reject).bind(0, address, resolve));
    rtp.#socket.unref();
    rtp.address = address;
    return rtp;
  }

  #take(data) {
    if (data[1] >= 192 && data[1] < 224) {
      this.reports++;
      return;
    }
    this.packets.push({
      at: performance.now(), kind: data[1] & 127, sequence: data.readUInt16BE(2), timestamp: data.readUInt32BE(4), payload: data.subarray(12),
    });
  }

  get sdp() {
    const family = this.address.includes(':') ? 'IP6' : 'IP4';
    return ['v=0', `o=- 1 1 IN ${family} ${this.address}`, 's=-', `c=IN ${family} ${this.address}`, 't=0 0',
      `m=audio ${this.#socket.address().port} RTP/AVP 0`, 'a=rtpmap:0 PCMU/8000', ''].join('\r\n');
  }

  /** Says a tone to where the SDP of the other side wants it. */
  say(sdp, hertz, { everyMillis = 20, ssrc = 4711, kind = 0 } = {}) {
    const { port, host } = destination(sdp);
    const start = performance.now();
    const first = this.#frames;
    this.#timer = setInterval(() => {
      for (; start + (this.#frames - first) * everyMillis <= performance.now(); this.#frames++) {
        this.#socket.send(packet(this.#sequence++, this.#frames, hertz, ssrc, kind), port, host);
      }
    }, Math.min(everyMillis, 10)).unref();
    return this;
  }

  /** Comfort noise for a while instead of speech: a packet each 100 ms (RFC 3389). */
  async rest(sdp, packets) {
    const { port, host } = destination(sdp);
    this.silence();
    for (let i = 0; i < packets; i++) {
      this.#socket.send(Buffer.concat([packet(this.#sequence++, this.#frames, 0, 4711, COMFORT_NOISE).subarray(0, 12), Buffer.from([60])]), port, host);
      this.#frames += 5;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  silence() {
    clearInterval(this.#timer);
  }

  close() {
    this.silence();
    this.#socket.close();
  }

  /** What came as samples of 8000 Hz. */
  samples() {
    return Int16Array.from(this.packets.flatMap(({ kind, payload }) => [...payload].map(kind === PCMA ? fromALaw : fromMuLaw)));
  }
}

const destination = (sdp) => ({ port: Number(/^m=audio (\d+)/m.exec(sdp)[1]), host: /^c=IN IP[46] (\S+)/m.exec(sdp)[1] });

function packet(sequence, index, hertz, ssrc, kind) {
  const bytes = Buffer.alloc(172);
  bytes[0] = 0x80;
  bytes[1] = kind;
  bytes.writeUInt16BE(sequence & 0xffff, 2);
  bytes.writeUInt32BE(index * 160, 4);
  bytes.writeUInt32BE(ssrc, 8);
  for (let i = 0; i < 160; i++) {
    bytes[12 + i] = (kind === PCMA ? toALaw : toMuLaw)(Math.round(12_000 * Math.sin((2 * Math.PI * hertz * (index * 160 + i)) / 8000)));
  }
  return bytes;
}

/** ITU-T G.711. */
export function toMuLaw(sample) {
  const magnitude = Math.min(Math.abs(sample), 32635) + 132;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 15)) & 0xff;
}

function fromMuLaw(byte) {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return code & 0x80 ? -magnitude : magnitude;
}

/** ITU-T G.711. */
function toALaw(sample) {
  const magnitude = Math.min(Math.abs(sample), 32635) >> 3;
  const exponent = magnitude < 32 ? 0 : 31 - Math.clz32(magnitude) - 4;
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | ((magnitude >> Math.max(exponent, 1)) & 15)) ^ 0x55;
}

function fromALaw(byte) {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const magnitude = exponent === 0 ? ((code & 15) << 4) + 8 : (((code & 15) << 4) + 264) << (exponent - 1);
  return code & 0x80 ? magnitude : -magnitude;
}
