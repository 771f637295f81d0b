/** dnsmasq as the DNS server of a zone of our own. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { freeUdpPort } from './ports.mjs';

export class Dnsmasq {
  port;
  #running;

  /** @param records lines of its configuration, e.g. srv-host=_sip._udp.voxbus.test,a.voxbus.test,5060,10,1 */
  static async start(records) {
    const dns = new Dnsmasq();
    const folder = `${process.env.VOXBUS_SIP_LOGS}/dnsmasq-${process.pid}`;
    mkdirSync(folder, { recursive: true });
    dns.port = await freeUdpPort();
    writeFileSync(`${folder}/conf`, [`port=${dns.port}`, 'listen-address=127.0.0.1', 'bind-interfaces', 'no-resolv', 'no-hosts', `user=${userInfo().username}`,
      'pid-file=', 'log-facility=-', ...records, ''].join('\n'));
    dns.#running = spawn('/usr/sbin/dnsmasq', ['--keep-in-foreground', `--conf-file=${folder}/conf`], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    dns.#running.stderr.on('data', (text) => (said += text));
    for (const end = Date.now() + 10_000; !said.includes('started'); await pause(50)) {
      if (Date.now() > end) {
        throw new Error(`dnsmasq did not start: ${said}`);
      }
    }
    return dns;
  }

  async stop() {
    const ended = new Promise((resolve) => this.#running.once('exit', resolve));
    this.#running.kill();
    await ended;
  }
}
