import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { load } from './dist.mjs';
import { startEngine } from './dockerd.mjs';
import { interruption } from './interruption.mjs';
import { oneAtATime } from './locks.mjs';
import { NoEngineError } from './no-engine-error.mjs';
import { installMissing, mayInstall } from './packages.mjs';
import { say } from './say.mjs';

/**
 * Finds an engine as the program itself does, or installs and starts one where that is allowed. It keeps running.
 * @returns a connection to it.
 * @throws NoEngineError
 */
export async function needEngine() {
  const { connect } = await load('connect');
  const tryToConnect = () => connect({ env: process.env, signal: interruption });
  try {
    return told(await tryToConnect());
  } catch (error) {
    if (error.code !== 'no-engine') throw error;
    if ((await isNamed()) || !mayInstall())
      throw new NoEngineError(`${error.message}\n${error.hint ?? ''}`.trim());
  }
  return told(await oneAtATime('engine', () => ownEngine(tryToConnect)));
}

/** The engine of this distribution, unless another process has started it in the meantime. */
async function ownEngine(tryToConnect) {
  const started = await tryToConnect().catch(() => undefined);
  if (started) return started;
  say('engine: none answers, so one of this distribution is used');
  await installMissing({ dockerd: 'docker.io', iptables: 'iptables', mmdebstrap: 'mmdebstrap' });
  return startEngine(tryToConnect);
}

function told(connection) {
  const { version, os, endpoint } = connection.info;
  say(`engine: Docker ${version} on ${os}, ${endpoint}`);
  return connection;
}

/** Whether the user has said where the engine is: then no other one will do. */
async function isNamed() {
  const { candidates } = await load('endpoint');
  const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  return candidates({ env: process.env, home: homedir(), files: { read, exists: existsSync } }).length === 1;
}
