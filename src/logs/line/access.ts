import type { Level } from './level.ts';

/** A line of a proxy or web server, taken apart. Fields that the line leaves empty (`-`) are absent. */
interface AccessLine {
  readonly format: AccessFormat;
  readonly level: Level;
  readonly client?: string;
  readonly method?: string;
  readonly path?: string;
  readonly protocol?: string;
  readonly host?: string;
  readonly status?: number;
  /** From the first byte of the request to the last of the answer, as the proxy measures it. */
  readonly durationMs?: number;
  readonly bytes?: number;
  /** The server that answered: HAProxy's `backend/server`, Envoy's and nginx's address. */
  readonly upstream?: string;
  /** Why it ended so: HAProxy's termination state, Envoy's response flags. */
  readonly flags?: string;
  /** nginx's error log. */
  readonly message?: string;
}

type AccessFormat = 'haproxy-http' | 'haproxy-tcp' | 'envoy' | 'combined' | 'nginx-error';

interface Recogniser {
  readonly format: AccessFormat;
  readonly pattern: RegExp;
  /** Levels that the line says itself; others follow from the status. */
  readonly level?: (groups: Groups) => Level;
}

type Groups = Readonly<Record<string, string | undefined>>;

const syslog = String.raw`(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ )?(?:haproxy\[\d+\]: )?`;
/** HAProxy configuration manual, 8.2.2 and 8.2.3; a `+` marks `option logasap`. */
const haproxyHead = String.raw`^${syslog}(?<client>\S+:\d+) \[[^\]]+\] \S+ (?<upstream>[^\s/]+/\S+)`;
const haproxyHttp = String.raw`${haproxyHead} -?\d+/-?\d+/-?\d+/-?\d+/\+?(?<duration>-?\d+) (?<status>-?\d+) \+?(?<bytes>\d+) \S+ \S+ (?<flags>[\w-]{4}) [\d/+]+ \d+/\d+(?: \{[^}]*\}){0,2} "(?<request>[^"]*)"?`;
const haproxyTcp = String.raw`${haproxyHead} -?\d+/-?\d+/\+?(?<duration>-?\d+) \+?(?<bytes>\d+) (?<flags>[\w-]{2}) [\d/+]+ \d+/\d+`;
/** Envoy's default format string; Istio's has details between the flags and the bytes. */
const envoy = String.raw`^\[[\dT:.Z-]+\] "(?<request>[^"]*)" (?<status>\d+) (?<flags>\S+)(?: \S+ \S+ "[^"]*")? \d+ (?<bytes>\d+) (?<duration>\d+|-) \S+ "(?<client>[^"]*)" "[^"]*" "[^"]*" "(?<host>[^"]*)" "(?<upstream>[^"]*)"`;
/** nginx's and Apache's `combined`; nginx's image adds the forwarded address. */
const combined = String.raw`^(?<client>\S+) \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:[^\]]+\] "(?<request>[^"]*)" (?<status>\d{3}) (?<bytes>\d+|-)(?: "[^"]*" "[^"]*")?`;
const nginxError = String.raw`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[(?<level>[a-z]+)\] \d+#\d+: (?:\*\d+ )?(?<message>.*)$`;

const nginxLevels: Readonly<Record<string, Level>> = {
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warn',
  error: 'error',
};

const recognisers: readonly Recogniser[] = [
  { format: 'haproxy-http', pattern: new RegExp(haproxyHttp) },
  { format: 'haproxy-tcp', pattern: new RegExp(haproxyTcp), level: tcpLevel },
  { format: 'envoy', pattern: new RegExp(envoy) },
  { format: 'combined', pattern: new RegExp(combined) },
  {
    format: 'nginx-error',
    pattern: new RegExp(nginxError),
    level: (groups) => nginxLevels[groups['level'] ?? ''] ?? 'fatal',
  },
];

/** The first byte of every format: a digit (an address, a date), `[`, `<`, or a letter before `haproxy[`. */
const possible = /^(?:[\da-f:.]|\[\d|<\d|haproxy\[|[A-Z][a-z]{2} [ \d]\d )/;
/** Longer lines are somebody's message, not a proxy's. */
const longest = 16 * 1024;

/** A line of HAProxy, Envoy or nginx; undefined for every other line. */
export function readAccess(line: string): AccessLine | undefined {
  if (line.length > longest || !possible.test(line)) return undefined;
  for (const recogniser of recognisers) {
    const groups = recogniser.pattern.exec(line)?.groups;
    if (groups) return toAccess(recogniser, groups);
  }
  return undefined;
}

function toAccess({ format, level }: Recogniser, groups: Groups): AccessLine {
  const { message } = groups;
  const request = groups['request'] ?? quoted(message, 'request');
  const status = count(groups['status']);
  const fields = {
    client: text(groups['client'] ?? bare(message, 'client')),
    ...requestParts(request),
    host: text(groups['host'] ?? quoted(message, 'host')),
    status: status === 0 ? undefined : status,
    durationMs: count(groups['duration']),
    bytes: count(groups['bytes']),
    upstream: text(groups['upstream'] ?? quoted(message, 'upstream')),
    flags: text(groups['flags']),
    message,
  };
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { format, level: level?.(groups) ?? levelOfStatus(status), ...Object.fromEntries(present) };
}

/** `GET /path HTTP/1.1`; HAProxy writes `<BADREQ>` for what is none. */
function requestParts(request: string | undefined): {
  readonly method?: string;
  readonly path?: string;
  readonly protocol?: string;
} {
  const parts = request?.split(' ') ?? [];
  if (parts.length < 2 || parts[0] === '-') return {};
  const [method, path, protocol] = parts as [string, string, string?];
  return protocol === undefined ? { method, path } : { method, path, protocol };
}

/** nginx ends an error with `, client: 1.2.3.4, server: x, request: "…", upstream: "…", host: "…"`. */
function quoted(message: string | undefined, name: string): string | undefined {
  return message?.match(new RegExp(`, ${name}: "([^"]*)"`))?.[1];
}

function bare(message: string | undefined, name: string): string | undefined {
  return message?.match(new RegExp(`, ${name}: ([^,\\s]+)`))?.[1];
}

function text(value: string | undefined): string | undefined {
  return value === undefined || /^-*$/.test(value) ? undefined : value;
}

/** Negative numbers stand for what did not come about. */
function count(value: string | undefined): number | undefined {
  const number = Number(value ?? Number.NaN);
  return Number.isNaN(number) || number < 0 ? undefined : number;
}

function levelOfStatus(status: number | undefined): Level {
  if (status === undefined || status === 0) return 'error';
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}

/** HAProxy's first letter of the termination state: `-` is a normal end; the client's own going is no fault. */
function tcpLevel(groups: Groups): Level {
  const cause = groups['flags']?.[0] ?? '-';
  if (cause === '-') return 'info';
  return cause === 'C' || cause === 'c' || cause === 'D' ? 'warn' : 'error';
}
