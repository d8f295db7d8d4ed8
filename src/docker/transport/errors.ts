import { EngineError, type EngineErrorCode } from '../../supervisor/ports.ts';

/** What dockerode rejects with: an HTTP status and the engine's JSON, or a socket error's code. */
interface Rejection {
  readonly message?: string;
  readonly statusCode?: number;
  readonly code?: string;
  readonly json?: unknown;
}

/** Codes of a connection that could not be made or did not last (libuv's names). */
const unreachable = new Set(['ENOENT', 'ECONNREFUSED', 'EACCES', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT']);
const cut = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);

/**
 * Turns whatever an engine call was rejected with into an `EngineError`. `operation` is a verb and its object, such as
 * `create container app`: the message begins with it.
 */
export function toEngineError(operation: string, cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause;
  const rejection = (typeof cause === 'object' && cause !== null ? cause : {}) as Rejection;
  const code = rejection.code ?? '';
  if (unreachable.has(code)) return noAnswer(operation, code, cause);
  if (cut.has(code) || rejection.message === 'socket hang up') {
    return new EngineError('no-engine', `cannot ${operation}: the engine closed the connection`, { cause });
  }
  return fromReason(operation, reasonOf(cause), rejection.statusCode, cause);
}

/** The engine's own words, without the client's prefix. */
export function reasonOf(cause: unknown): string {
  const { json, message } = cause as Rejection;
  const said = (json as { message?: unknown } | null | undefined)?.message;
  const text = typeof said === 'string' ? said : (message ?? String(cause));
  return text.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}

/** HTTP status of a rejection, 0 when there was no answer. */
export function statusOf(cause: unknown): number {
  const inner = cause instanceof EngineError ? cause.cause : cause;
  return (inner as Rejection | undefined)?.statusCode ?? 0;
}

/** The call asked for what is so already: the thing is gone, or in the wanted state (304). */
export function isDone(cause: unknown): boolean {
  return [304, 404].includes(statusOf(cause));
}

export function abortedError(operation: string): EngineError {
  return new EngineError('aborted', `gave up on: ${operation}`);
}

export function timeoutError(operation: string, deadlineMs: number): EngineError {
  return new EngineError(
    'timeout',
    `cannot ${operation}: the engine did not answer within ${deadlineMs / 1000} s`,
    { hint: 'Is the engine overloaded or stuck? `docker info` shows whether it answers at all.' },
  );
}

function noAnswer(operation: string, code: string, cause: unknown): EngineError {
  const why = code === 'EACCES' ? 'permission denied' : `no Docker engine answers (${code})`;
  const hint =
    code === 'EACCES'
      ? 'Add your user to the group that owns the socket (often `docker`), and log in again.'
      : 'Start Docker, or set DOCKER_HOST to where it listens.';
  return new EngineError('no-engine', `cannot ${operation}: ${why}`, { hint, cause });
}

interface Pattern {
  readonly code: EngineErrorCode;
  readonly when: RegExp;
  readonly hint: string;
  /** Says it in our words; absent repeats the engine's. */
  readonly message?: (match: RegExpMatchArray, operation: string) => string;
}

/**
 * The engine has no error codes besides HTTP's, so its words decide. They differ by release: 20.10 says "Bind for
 * 0.0.0.0:80 failed: port is already allocated", the userland proxy "listen tcp4 0.0.0.0:80: bind: address already in
 * use", 28 "failed to bind host port for 0.0.0.0:80:…".
 */
const patterns: readonly Pattern[] = [
  {
    code: 'port-taken',
    when: /Bind for \S*:(\d+) failed: port is already allocated|listen (?:tcp|udp)[46]? \S*:(\d+): bind: (?:address already in use|Only one usage)|host port for (?:\[\S*\]|[^\s:]*):(\d+):.*already in use/s,
    message: (match, operation) =>
      `cannot ${operation}: port ${match.slice(1).find((port) => port)} of this machine is taken`,
    hint: 'Stop what listens there, or choose another hostPort.',
  },
  {
    code: 'image-not-found',
    when: /No such image: (\S+)/,
    message: ([, image], operation) => `cannot ${operation}: there is no image ${image} on the engine`,
    hint: 'Check the name, or let it be pulled (imagePullPolicy: IfNotPresent).',
  },
  {
    code: 'engine',
    when: /pool overlaps|conflicts with network|address space.*(in use|overlap)|subnet.*already in use/i,
    message: (_, operation) => `cannot ${operation}: another network has addresses of this range`,
    hint: 'Choose another one: `--subnet`, or `subnets` in the annotation `outrider.dev/network`.',
  },
  {
    code: 'engine',
    when: /non-overlapping IPv4 address pool|predefined address pools have been fully subnetted/i,
    message: (_, operation) =>
      `cannot ${operation}: the engine has no address range left for another network`,
    hint: "`--subnet 10.123.0.0/24` gives it one, or `network: {subnets: [10.123.0.0/24]}` in config.yaml (docs/networks.md). A VPN may take all of the engine's own ranges; `docker network prune` removes networks that nobody uses.",
  },
  {
    code: 'name-conflict',
    when: /container name "\/?([^"]+)" is already in use/,
    message: ([, name], operation) => `cannot ${operation}: there is a container ${name} already`,
    hint: '`outrider ps` shows what runs; `outrider down` removes it.',
  },
];

function fromReason(
  operation: string,
  reason: string,
  status: number | undefined,
  cause: unknown,
): EngineError {
  for (const { code, when, message, hint } of patterns) {
    const match = when.exec(reason);
    if (match)
      return new EngineError(code, message?.(match, operation) ?? `cannot ${operation}: ${reason}`, {
        hint,
        cause,
      });
  }
  const code: EngineErrorCode =
    status === 404 && operation.startsWith('pull ') ? 'image-not-found' : 'engine';
  return new EngineError(code, `cannot ${operation}: ${reason}`, { cause });
}

/**
 * What the runtime's error says about the program, without the runtime's own call stack, e.g. `exec: "nope": executable
 * file not found in $PATH` from "OCI runtime create failed: runc create failed: unable to start container process: …".
 */
export function startReason(reason: string): string {
  const last = reason
    .split(/(?:process caused|start container process|container init(?: caused)?): /)
    .at(-1)!;
  return last
    .replace(/^(?:\S+\.go:\d+: )+/, '')
    .replace(/: unknown(?=[:.]|$)/g, '')
    .trim();
}
