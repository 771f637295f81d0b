/** A PostgreSQL of its own, which does not run as root. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { freeUdpPort } from './ports.mjs';

const VERSIONS = '/usr/lib/postgresql';

export class Postgres {
  port;
  #folder;
  #bin;
  #who = {};
  #running;

  static async start() {
    const postgres = new Postgres();
    await postgres.#start();
    return postgres;
  }

  get url() {
    return `jdbc:postgresql://127.0.0.1:${this.port}/postgres`;
  }

  /** Its folder is one that every user can reach, wherever the project lies. */
  async #start() {
    const version = existsSync(VERSIONS) ? readdirSync(VERSIONS).toSorted((a, b) => b - a)[0] : undefined;
    if (!version) {
      throw new Error('PostgreSQL is not installed');
    }
    this.#bin = `${VERSIONS}/${version}/bin`;
    this.#folder = mkdtempSync(`${tmpdir()}/voxbus-postgres-`);
    this.port = await freeUdpPort();
    if (process.getuid() === 0) {
      const [uid, gid] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, 'postgres'])));
      chownSync(this.#folder, uid, gid);
      this.#who = { uid, gid };
    }
    const options = { ...this.#who, cwd: this.#folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } };
    execFileSync(`${this.#bin}/initdb`, ['-D', `${this.#folder}/data`, '-U', 'voxbus', '-A', 'trust', '-N', '-E', 'UTF8'], { ...options, stdio: 'pipe' });
    this.#running = spawn(`${this.#bin}/postgres`, ['-D', `${this.#folder}/data`, '-h', '127.0.0.1', '-p', String(this.port), '-k', this.#folder, '-F'], { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    this.#running.stderr.on('data', (text) => (said += text));
    for (const end = Date.now() + 15_000; !/ready to accept connections/.test(said); await pause(50)) {
      if (Date.now() > end) {
        throw new Error(`PostgreSQL did not start: ${said.slice(-800)}`);
      }
    }
  }

  sql(text) {
    return execFileSync(`${this.#bin}/psql`, ['-X', '-q', '-h', '127.0.0.1', '-p', String(this.port), '-U', 'voxbus', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-c', text], { ...this.#who, cwd: this.#folder, encoding: 'utf8' });
  }

  /** At once, as a crash would. */
  async stop() {
    const ended = new Promise((resolve) => this.#running.once('exit', resolve));
    this.#running.kill('SIGQUIT');
    await Promise.race([ended, pause(5_000)]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
