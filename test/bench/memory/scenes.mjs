import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { interruption } from '../../../scripts/lib/interruption.mjs';
import { say } from '../../../scripts/lib/say.mjs';

const mostTries = 100;
const pauseMs = 300;

/** `up --output json | (sleep 60)`: the supervisor writes to somebody who does not read. */
export async function besideReader({ start, manifest, seconds }) {
  say(`up --output json, read by nobody for ${seconds} s`);
  const up = start(['up', manifest, '--output', 'json'], 'pipe');
  await sleep(seconds * 1000, undefined, { signal: interruption });
  const peak = { what: 'up --output json | (sleep)', megabytes: up.peakMegabytes() };
  up.child.kill('SIGINT');
  // Whoever sleeps goes away without having read.
  up.child.stdout.destroy();
  await up.ended;
  return [peak];
}

/** `exec` whose output is read late, and an `attach` that is stopped, beside a supervisor that is read. */
export async function besideSleepers({ start, manifest, seconds, bytes }) {
  say(`exec and attach, read by nobody for ${seconds} s`);
  const up = start(['up', manifest, '--output', 'json']);
  await untilItRuns(start);
  const exec = start(['exec', '-T', 'app', '--', 'head', '-c', String(bytes), '/dev/zero'], 'pipe');
  const attach = start(['attach', '--output', 'json'], 'pipe');
  await once(attach.child.stdout, 'readable', { signal: interruption });
  attach.child.kill('SIGSTOP');
  await sleep(seconds * 1000, undefined, { signal: interruption });
  const peaks = [
    { what: 'attach under SIGSTOP: its supervisor', megabytes: up.peakMegabytes() },
    { what: 'attach under SIGSTOP: itself', megabytes: attach.peakMegabytes() },
  ];
  attach.child.kill('SIGKILL');
  say('exec is read');
  const read = await countAll(exec);
  say('the pod is stopped');
  up.child.kill('SIGINT');
  await up.ended;
  const problem = read.bytes === bytes ? {} : { problem: `${read.bytes} bytes came of ${bytes}` };
  return [{ what: 'exec -T … | (sleep; wc -c)', megabytes: read.megabytes, ...problem }, ...peaks];
}

/** Asks until the container takes a command. */
async function untilItRuns(start) {
  for (let tries = 0; tries < mostTries; tries++) {
    if ((await start(['exec', '-T', 'app', '--', 'true']).ended) === 0) return;
    await sleep(pauseMs, undefined, { signal: interruption });
  }
  throw new Error('the pod does not run');
}

/** Reads what is left; the peak is taken as it comes, for a process that has ended has none. */
async function countAll({ child, peakMegabytes }) {
  let bytes = 0;
  let megabytes = peakMegabytes();
  for await (const chunk of child.stdout) {
    bytes += chunk.length;
    if (child.exitCode === null) megabytes = Math.max(megabytes, peakSoFar(peakMegabytes));
  }
  return { bytes, megabytes };
}

function peakSoFar(peakMegabytes) {
  try {
    return peakMegabytes();
  } catch {
    return 0;
  }
}
