/** Kamailio as proxy with a registrar: whom it does not know it sends to the node. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freeUdpPort } from './ports.mjs';

export class Kamailio {
  port;
  #running;

  /**
   * @param node      host:port that calls of people who are not registered go to
   * @param algorithm of its digest
   */
  static async start(node, user, password, algorithm = 'MD5') {
    const kamailio = new Kamailio();
    kamailio.port = await freeUdpPort();
    const folder = `${process.env.VOXBUS_SIP_LOGS}/kamailio-${kamailio.port}`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/kamailio.cfg`, config(kamailio.port, node, user, password, algorithm));
    kamailio.#running = spawn('/usr/sbin/kamailio', ['-f', `${folder}/kamailio.cfg`, '-DD', '-E', '-m', '64', '-M', '8', '-Y', folder, '-P', `${folder}/pid`],
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let said = '';
    kamailio.#running.stdout.on('data', (text) => (said += text));
    kamailio.#running.stderr.on('data', (text) => (said += text));
    for (const end = Date.now() + 15_000; Date.now() < end; await pause(100)) {
      const open = await new Promise((resolve) => {
        const socket = connect(kamailio.port, '127.0.0.1', () => resolve(socket.destroy()));
        socket.once('error', () => resolve(null));
      });
      if (open) {
        return kamailio;
      }
    }
    throw new Error(`kamailio did not start: ${said.slice(-1500)}`);
  }

  /** Its workers are in a group of their own. */
  async stop() {
    const ended = new Promise((resolve) => this.#running.once('exit', resolve));
    process.kill(-this.#running.pid, 'SIGTERM');
    await Promise.race([ended, pause(5_000)]);
    if (this.#running.exitCode === null && this.#running.signalCode === null) {
      process.kill(-this.#running.pid, 'SIGKILL');
    }
  }
}

const config = (port, node, user, password, algorithm) => `#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=1
tcp_children=1
listen=udp:127.0.0.1:${port}
listen=tcp:127.0.0.1:${port}
${['tm', 'sl', 'rr', 'pv', 'textops', 'siputils', 'maxfwd', 'auth', 'usrloc', 'registrar'].map((name) => `loadmodule "${name}.so"`).join('\n')}
modparam("usrloc", "db_mode", 0)
modparam("auth", "nonce_expire", 20)
modparam("auth", "algorithm", "${algorithm}")
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("404", "Not Here"); exit;
  }
  t_check_trans();
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("kamailio", "${password}", "0")) { www_challenge("kamailio", "0"); exit; }
    save("location"); exit;
  }
  if (is_method("INVITE")) {
    if (!pv_proxy_authenticate("kamailio", "${password}", "0")) { proxy_challenge("kamailio", "0"); exit; }
    consume_credentials();
    record_route();
  }
  if ($rU == "${user}") {
    if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
    t_relay(); exit;
  }
  $ru = "sip:" + $rU + "@${node}";
  t_relay();
}
`;
