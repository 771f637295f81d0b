/** What is on the wire, by tshark. Capturing needs root or the right to capture. */
import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

export class Wire {
  #file;
  #running;

  /** Captures the UDP packets of loopback from or to these ports. */
  static async tap(file, first, last) {
    const wire = new Wire();
    wire.#file = file;
    wire.#running = spawn('tshark', ['-q', '-i', 'lo', '-f', `udp portrange ${first}-${last}`, '-w', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    let ended = false;
    wire.#running.stderr.on('data', (text) => (said += text));
    wire.#running.on('error', (failure) => (said += failure.message));
    wire.#running.on('exit', () => (ended = true));
    for (const end = Date.now() + 15_000; Date.now() < end && !ended; await pause(50)) {
      if (/Capture started/i.test(said) || /Capturing on/.test(said)) {
        await pause(300); // it says so a moment before it is true
        return wire;
      }
    }
    wire.#running.kill('SIGKILL');
    throw new Error(`tshark cannot capture on lo; run the tests as root or allow it (setcap cap_net_raw+ep dumpcap): ${said.slice(-600)}`);
  }

  async stop() {
    const ended = new Promise((resolve) => this.#running.once('exit', resolve));
    this.#running.kill('SIGINT');
    await Promise.race([ended, pause(5_000)]);
    this.#running.kill('SIGKILL');
  }

  /** The RTP packets that were sent from a port, as tshark understands them. */
  rtp(from) {
    const names = ['frame.time_epoch', 'rtp.seq', 'rtp.timestamp', 'rtp.p_type', 'rtp.marker', 'rtp.ssrc', 'rtpevent.event_id', 'rtpevent.end_of_event', 'rtpevent.duration'];
    const text = execFileSync('tshark', ['-r', this.#file, '-Y', `udp.srcport == ${from} && rtp`, '-d', `udp.port==${from},rtp`, '-o', 'rtpevent.event_payload_type_value:101',
      '-T', 'fields', ...names.flatMap((name) => ['-e', name])], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return text.trim().split('\n').filter(Boolean).map((line) => {
      const [at, sequence, timestamp, type, marker, ssrc, event, end, duration] = line.split('\t');
      return { at: Number(at) * 1000, sequence: Number(sequence), timestamp: Number(timestamp), type: Number(type), marker: /1|True/.test(marker), ssrc,
        event: event ? Number(event) : undefined, end: /1|True/.test(end ?? ''), duration: Number(duration) };
    });
  }
}
