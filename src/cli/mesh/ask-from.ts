import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../../docker/transport/connect.ts';
import type { Asked } from '../../mesh/route/read-request.ts';
import { readTaken, type Taken } from '../../mesh/words/taken.ts';
import type { Engine } from '../../supervisor/ports.ts';
import { runnerOver } from '../../supervisor/run-step.ts';
import type { PodWithNamespace } from '../find/pod-namespace.ts';
import { recordsOf } from '../logs/records-of.ts';
import { version } from '../version.ts';

/** What came of a real request. */
export interface Sent {
  /** The answer, or why there is none. */
  readonly words: string;
  /** What the proxy's access log says; absent where it says nothing of it. */
  readonly taken?: Taken;
}

interface From {
  /** Where a name leads to inside of the pod; undefined where nobody has it. */
  readonly addressOf: (host: string) => Promise<string | undefined>;
  readonly send: (asked: Asked, url: URL, id: string) => Promise<Sent>;
}

const patience = 20;
/** Envoy keeps lines of its access log for up to ten seconds. */
const looks = { times: 24, everyMs: 500 };

/** Requests from inside of a pod's network namespace, as its app would make them. */
export function sendFrom(connection: Connection, pod: PodWithNamespace, signal: AbortSignal): From {
  const runner = openRunner(connection, pod, signal);
  return {
    addressOf: async (host) => {
      const bare = host.replace(/^\[|\]$/g, '');
      const run = await runner;
      const found = await run({
        argv: ['getent', 'ahosts', bare],
        purpose: `look up ${bare}`,
        optional: true,
      });
      return found.exitCode === 0 ? found.stdout.split(/\s/)[0] || undefined : undefined;
    },
    send: async (asked, url, id) => {
      const run = await runner;
      const headers = [...asked.headers, `x-request-id: ${id}`].flatMap((header) => ['-H', header]);
      const argv = ['curl', '-sS', '-k', '-m', String(patience), '-o', '/dev/null', '-X', asked.method];
      const { exitCode, stdout, stderr } = await run({
        argv: [...argv, ...headers, '-w', '%{http_code} in %{time_total} s', url.href],
        purpose: `send ${asked.method} ${url.href}`,
      });
      if (exitCode !== 0)
        return { words: stderr.trim().replace(/^curl: \(\d+\) /, '') || 'no answer in time' };
      const taken = await lineAbout(connection, pod, id, signal);
      return { words: stdout.trim(), ...(taken && { taken }) };
    },
  };
}

async function openRunner({ docker }: Connection, { project, spec }: PodWithNamespace, signal: AbortSignal) {
  const { createEngine } = await import('../../docker/engine.ts');
  const engine: Engine = createEngine({ docker, project, pod: spec, version, images: { holder: '' } });
  return runnerOver(engine, signal);
}

/** The line of the pod's own proxy about a request. */
async function lineAbout(
  connection: Connection,
  pod: PodWithNamespace,
  id: string,
  signal: AbortSignal,
): Promise<Taken | undefined> {
  for (let look = 0; look < looks.times; look++) {
    const lines = await recordsOf(connection, [pod], (line) => line.includes(id), signal);
    for (const { line } of lines) {
      const taken = readTaken(line);
      if (taken) return taken;
    }
    await pause(looks.everyMs, undefined, { signal });
  }
  return undefined;
}
