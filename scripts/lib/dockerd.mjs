import { spawn, spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { interruption } from './interruption.mjs';
import { NoEngineError } from './no-engine-error.mjs';
import { say } from './say.mjs';

const log = '/var/log/outrider-dockerd.log';
const startMs = 90_000;
const reminderMs = 5_000;

/** Starts the engine that is installed, unless something has done so; the answer is that of `connect`. */
export async function startEngine(connect) {
  const end = new AbortController();
  if (isUnderWay()) {
    say('engine: dockerd is starting already');
  } else if (existsSync('/run/systemd/system')) {
    say('engine: systemctl start docker');
    spawnSync('systemctl', ['start', 'docker'], { stdio: ['ignore', 2, 2] });
  } else {
    say(`engine: starting dockerd, which keeps running afterwards (log: ${log})`);
    spawnDetached((why) => end.abort(new NoEngineError(`dockerd ended: ${why}${lastWords()}`)));
  }
  return untilItAnswers(connect, AbortSignal.any([interruption, end.signal]));
}

/** A daemon notes its process here as soon as it starts; installing the package may have started one. */
function isUnderWay() {
  return ['/var/run/docker.pid', '/var/run/docker-ssd.pid'].some((file) => {
    try {
      return process.kill(Number(readFileSync(file, 'utf8')), 0);
    } catch {
      return false;
    }
  });
}

function spawnDetached(onEnd) {
  const output = openSync(log, 'w');
  const daemon = spawn('dockerd', [], { detached: true, stdio: ['ignore', output, output] });
  daemon.on('error', (error) => onEnd(error.message));
  daemon.on('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`));
  daemon.unref();
}

async function untilItAnswers(connect, signal) {
  const deadline = performance.now() + startMs;
  let reminder = performance.now() + reminderMs;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    const connection = await connect().catch(() => undefined);
    if (connection) return connection;
    if (performance.now() > reminder) {
      say('engine: still starting');
      reminder += reminderMs;
    }
    await sleep(100);
  }
  throw new NoEngineError(`dockerd did not answer within ${startMs / 1000} s${lastWords()}`);
}

function lastWords() {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5) : [];
  return lines.map((line) => `\n  ${line}`).join('');
}
