/** baresip without a sound card: it plays a file and keeps what it heard as a file. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { readWav } from '../client/wav.mjs';
import { freeUdpPort } from './ports.mjs';

const MODULES = '/usr/lib/baresip/modules';
let count = 0;

export class Baresip {
  #running;
  #control;
  /** What it has told of its calls and registration. */
  said = '';
  folder;
  uri;
  secureUri;

  /**
   * Starts one that answers by itself.
   *
   * @param plays   a WAV file of the rate of the codec
   * @param account further parameters of its account, e.g. `audio_codecs=g722`
   * @param certificate PEM files with certificate and key, for TLS
   * @param of user@host of a registrar, where it is registered at once; else it is called where it listens
   */
  static async start(plays, rate, account, { certificate, of } = {}) {
    const phone = new Baresip();
    phone.folder = `${process.env.VOXBUS_SIP_LOGS}/baresip-${process.pid}-${count++}`;
    mkdirSync(phone.folder, { recursive: true });
    const [sip, control, media] = [await freeUdpPort(), await freeUdpPort(), await freeUdpPort()];
    writeFileSync(`${phone.folder}/config`, config({ plays, rate, sip, control, media, folder: phone.folder })
      + (certificate ? `sip_certificate ${phone.folder}/tls.pem\nsip_cafile ${certificate[0]}\n` : ''));
    if (certificate) {
      writeFileSync(`${phone.folder}/tls.pem`, Buffer.concat(certificate.map((file) => readFileSync(file))));
    }
    const uri = `sip:${of ?? `bob@127.0.0.1:${sip}`}${certificate ? ';transport=tls' : ''}`;
    const answering = account.includes('answermode=') ? '' : 'answermode=auto;';
    writeFileSync(`${phone.folder}/accounts`, `<${uri}>;regint=${of ? 60 : 0};${answering}ptime=20;${account}\n`);
    writeFileSync(`${phone.folder}/contacts`, '');
    phone.uri = `sip:bob@127.0.0.1:${sip}`;
    phone.secureUri = `sip:bob@127.0.0.1:${sip + 1};transport=tls`;
    phone.#running = spawn('baresip', ['-f', phone.folder], { cwd: phone.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    phone.#running.stdout.on('data', (text) => (phone.said += text));
    phone.#running.stderr.on('data', (text) => (phone.said += text));
    phone.#control = await reach(control, () => phone.said);
    phone.#control.on('data', (text) => (phone.said += text));
    if (of) {
      await phone.tells('200 OK').catch(async (late) => {
        await phone.stop();
        throw late;
      });
    }
    return phone;
  }

  /** Waits until it says so, e.g. CALL_RINGING. */
  async tells(event) {
    for (const end = Date.now() + 10_000; !this.said.includes(event); await pause(50)) {
      if (Date.now() > end) {
        throw new Error(`baresip did not tell ${event}: ${this.said.slice(-800)}`);
      }
    }
  }

  /** Has it do something, e.g. dial, hangup, sndcode. */
  command(name, params = '') {
    const text = JSON.stringify({ command: name, params, token: name });
    this.#control.write(`${Buffer.byteLength(text)}:${text},`);
  }

  /** What it has heard in its last call. */
  heard() {
    const file = readdirSync(this.folder).filter((name) => name.endsWith('-dec.wav')).sort().at(-1);
    if (!file) {
      throw new Error(`baresip heard nothing: ${readdirSync(this.folder)}`);
    }
    const { rate, channels } = readWav(readFileSync(`${this.folder}/${file}`));
    return { rate, samples: channels[0] };
  }

  async stop() {
    this.command('quit');
    await Promise.race([new Promise((resolve) => this.#running.once('exit', resolve)), pause(3_000)]);
    this.#running.kill('SIGKILL');
    this.#control.destroy();
    writeFileSync(`${this.folder}/log`, this.said);
  }
}

async function reach(port, said) {
  for (const end = Date.now() + 15_000; Date.now() < end; await pause(100)) {
    const socket = await new Promise((resolve) => {
      const trying = connect(port, '127.0.0.1', () => resolve(trying));
      trying.once('error', () => resolve(null));
    });
    if (socket) {
      socket.on('error', () => {});
        return socket;
    }
  }
  throw new Error(`baresip did not start: ${said().slice(-800)}`);
}

const config = ({ plays, rate, sip, control, media, folder }) => `poll_method epoll
sip_listen 127.0.0.1:${sip}
net_interface 127.0.0.1
call_local_timeout 60
call_max_calls 4
audio_source aufile,${plays}
audio_player aubridge,nil
audio_alert aufile,/dev/null
ausrc_srate ${rate}
auplay_srate ${rate}
ausrc_channels 1
auplay_channels 1
audio_txmode thread
rtp_ports ${media}-${media + 20}
jitter_buffer_delay 1-5
sndfile_path ${folder}
module_path ${MODULES}
module g711.so
module g722.so
module opus.so
module aufile.so
module aubridge.so
module sndfile.so
module srtp.so
module uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${control}
`;
