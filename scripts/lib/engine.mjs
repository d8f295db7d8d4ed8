import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers, candidates } from './endpoint.mjs';
import { installMissing, mayInstall } from './packages.mjs';
import { say } from './say.mjs';

/** No engine, and none can be had: exit code 3. */
export class NoEngineError extends Error {}

const socket = '/var/run/docker.sock';
const log = '/var/log/outrider-dockerd.log';
const startMs = 60_000;

/**
 * Finds an engine, or installs and starts one where that is allowed, and sets DOCKER_HOST for everything that is run
 * afterwards. @throws NoEngineError
 */
export async function needEngine() {
  const places = candidates();
  for (const { host, from } of places) {
    if (!(await answers(host))) continue;
    say(`engine: ${host} (${from})`);
    process.env.DOCKER_HOST = host;
    return;
  }
  if (places.length === 1)
    throw new NoEngineError(`no engine answers at ${places[0].host}, from ${places[0].from}`);
  if (!mayInstall()) {
    throw new NoEngineError('no Docker engine is running; start one, or set DOCKER_HOST to where it listens');
  }
  installMissing({ dockerd: 'docker.io', iptables: 'iptables', mmdebstrap: 'mmdebstrap' });
  await startEngine();
  process.env.DOCKER_HOST = `unix://${socket}`;
}

async function startEngine() {
  say(`engine: none answers, starting dockerd (log: ${log}); it keeps running afterwards`);
  const output = openSync(log, 'a');
  const daemon = spawn('dockerd', ['-H', `unix://${socket}`], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  const end = new Promise((resolve) => {
    daemon.on('error', (error) => resolve(error.message));
    daemon.on('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
  });
  const ended = await Promise.race([end, untilItAnswers()]);
  if (ended !== undefined) throw new NoEngineError(`dockerd did not start: ${ended}${lastWords()}`);
  daemon.removeAllListeners();
  daemon.unref();
  say('engine: it runs');
}

/** Resolves to nothing as soon as the engine answers, or to why that was waited for in vain. */
async function untilItAnswers() {
  const deadline = performance.now() + startMs;
  let reminder = performance.now() + 5_000;
  while (performance.now() < deadline) {
    if (await answers(`unix://${socket}`)) return undefined;
    if (performance.now() > reminder) {
      say('engine: still starting');
      reminder += 5_000;
    }
    await sleep(50);
  }
  return `no answer within ${startMs / 1000} s`;
}

function lastWords() {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5) : [];
  return lines.map((line) => `\n  ${line}`).join('');
}
