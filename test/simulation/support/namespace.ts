import type { RunResult, Step } from '../../../src/supervisor/ports.ts';
import type { HttpAnswer, LiveProcess } from './process.ts';

export interface Reply {
  readonly result: RunResult;
  readonly seconds: number;
}

/** The tools that probes use inside the pod's namespace: `curl` and `nc`, against whoever listens. */
export function runTool({ argv }: Step, running: readonly LiveProcess[]): Reply {
  if (argv[0] === 'nc') return connect(Number(argv.at(-1)), running);
  if (argv[0] !== 'curl') return { result: result(127, '', `${argv[0]}: not found`), seconds: 0 };
  const url = new URL(argv.at(-1)!);
  const port = Number(url.port || 80);
  const server = serverOf(port, running);
  if (!server)
    return { result: result(7, '', `curl: (7) Failed to connect to ${url.host} port ${port}`), seconds: 0 };
  const answer = server(url.pathname);
  const stdout = argv.includes('--http2-prior-knowledge') ? health(answer) : page(answer, url);
  return { result: result(0, stdout, ''), seconds: answer.seconds ?? 0 };
}

function connect(port: number, running: readonly LiveProcess[]): Reply {
  const open = serverOf(port, running) !== undefined;
  return { result: open ? result(0, '', '') : result(1, '', `port ${port}: Connection refused`), seconds: 0 };
}

function serverOf(port: number, running: readonly LiveProcess[]) {
  return running.find((live) => live.alive() && live.servers.has(port))?.servers.get(port);
}

function page({ status, redirect }: HttpAnswer, base: URL): string {
  return `${status} ${redirect === undefined ? '' : new URL(redirect, base).href}`;
}

/** grpc.health.v1.HealthCheckResponse: SERVING for 200, NOT_SERVING for anything else. */
function health({ status }: HttpAnswer): Uint8Array {
  return Uint8Array.of(0, 0, 0, 0, 2, 8, status === 200 ? 1 : 2);
}

export function result(exitCode: number, stdout: string | Uint8Array, stderr: string): RunResult {
  return {
    exitCode,
    timedOut: false,
    stdout: typeof stdout === 'string' ? Buffer.from(stdout) : stdout,
    stderr: Buffer.from(stderr),
    durationMs: 0,
  };
}

export function timedOut(durationMs: number): RunResult {
  return { timedOut: true, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), durationMs };
}
