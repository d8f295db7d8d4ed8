import { isMapping } from '../documents.ts';
import { readEntry, shown } from './entry.ts';

/** One port of a container; `hostPort` 0 is published on a port that the engine chooses, none is not published. */
export interface ComposePort {
  readonly containerPort: number;
  readonly hostPort?: number;
  /** The last one of a range, of which the engine takes one that is free. */
  readonly lastHostPort?: number;
  /** The address it is published on, an IPv6 one without brackets; all addresses when left out. */
  readonly hostIP?: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly name?: string;
}

/** First and last port. */
type Range = readonly [number, number];

const LAST_PORT = 65_535;

const KEYS = ['target', 'published', 'host_ip', 'protocol', 'name', 'mode', 'app_protocol'] as const;

/**
 * An entry of a service's `ports`, in the short form or the long one; a string is what is wrong, in words.
 * Source: Compose specification, `05-services.md`, "ports"; `ParsePortSpec` in docker/go-connections.
 */
export function parsePort(entry: unknown): readonly ComposePort[] | string {
  if (isMapping(entry)) return parseLong(entry);
  if (!isShort(entry)) return noPort(entry);
  const { rest, protocol } = splitProtocol(String(entry));
  if (protocol === undefined) return badProtocol(entry);
  // From the right, as an IPv6 address has colons of its own.
  const [, address = '', published = '', target = ''] = /^(?:(?:(.*):)?([^:]*):)?([^:]*)$/s.exec(rest) ?? [];
  const hostIP = readAddress(address);
  if (hostIP === undefined) return `${shown(entry)}: ${shown(address)} is no IP address`;
  const container = readRange(target, 1);
  const host = published === '' ? 'chosen' : readRange(published, 0);
  if (container === undefined || host === undefined) return noPort(entry);
  if (typeof container === 'string') return `${shown(entry)}: ${container}`;
  if (host === 'chosen') return expand(container, protocol, hostIP, 'chosen');
  if (typeof host === 'string') return `${shown(entry)}: ${host}`;
  if (count(container) === 1 && count(host) > 1)
    return oneOf(host, expand(container, protocol, hostIP, host));
  if (count(host) !== count(container))
    return `${shown(entry)}: host ports: ${count(host)}, container ports: ${count(container)}; give as many of each`;
  return expand(container, protocol, hostIP, host);
}

/** An entry of a service's `expose`: ports of the container that are not published; a string is what is wrong. */
export function parseExpose(entry: unknown): readonly ComposePort[] | string {
  const wrong = `${shown(entry)} is no port to expose: give CONTAINER[/udp]`;
  if (!isShort(entry)) return wrong;
  const { rest, protocol } = splitProtocol(String(entry));
  if (protocol === undefined) return badProtocol(entry);
  const container = readRange(rest, 1);
  if (container === undefined) return wrong;
  if (typeof container === 'string') return `${shown(entry)}: ${container}`;
  return expand(container, protocol, '');
}

function parseLong(value: Readonly<Record<string, unknown>>): readonly ComposePort[] | string {
  const entry = readEntry('port', value, KEYS);
  if (typeof entry === 'string') return entry;
  const { target, published = '', host_ip = '', protocol: named = 'tcp', name } = entry;
  if (target === undefined) return 'a port needs a target: the port of the container';
  const container = isShort(target) ? readRange(String(target), 1) : undefined;
  if (typeof container === 'string') return `target: ${container}`;
  if (container === undefined || count(container) !== 1) return `target: ${shown(target)} is no port`;
  const host = isShort(published) ? readRange(String(published), 0) : undefined;
  if (typeof host === 'string') return `published: ${host}`;
  if (published !== '' && host === undefined) return `published: ${shown(published)} is no port`;
  const hostIP = typeof host_ip === 'string' ? readAddress(host_ip) : undefined;
  if (hostIP === undefined) return `host_ip: ${shown(host_ip)} is no IP address`;
  const protocol = typeof named === 'string' ? readProtocol(named) : undefined;
  if (protocol === undefined) return `protocol: ${shown(named)} is none: use tcp, udp or sctp`;
  if (name !== undefined && typeof name !== 'string') return `name: ${shown(name)} is no text`;
  const ports = oneOf(host, expand(container, protocol, hostIP, host ?? 'chosen'));
  return name === undefined ? ports : ports.map((port) => ({ ...port, name }));
}

/** The engine takes one port of a range. */
function oneOf(host: Range | undefined, ports: readonly ComposePort[]): readonly ComposePort[] {
  return host === undefined || count(host) === 1
    ? ports
    : ports.map((port) => ({ ...port, lastHostPort: host[1] }));
}

function isShort(entry: unknown): entry is string | number {
  return typeof entry === 'string' || typeof entry === 'number';
}

function noPort(entry: unknown): string {
  return `${shown(entry)} is no port: give [IP:][HOST:]CONTAINER[/udp]`;
}

function badProtocol(entry: unknown): string {
  return `${shown(entry)} has an unknown protocol: use tcp, udp or sctp`;
}

function splitProtocol(text: string): {
  readonly rest: string;
  readonly protocol: ComposePort['protocol'] | undefined;
} {
  const slash = text.indexOf('/');
  if (slash === -1) return { rest: text, protocol: 'TCP' };
  return { rest: text.slice(0, slash), protocol: readProtocol(text.slice(slash + 1)) };
}

function readProtocol(text: string): ComposePort['protocol'] | undefined {
  const upper = text.toUpperCase();
  return upper === 'TCP' || upper === 'UDP' || upper === 'SCTP' ? upper : undefined;
}

/** The address without brackets, empty when none is given; undefined when it is none. */
function readAddress(text: string): string | undefined {
  if (text === '') return '';
  if (/^\d+(?:\.\d+){3}$/.test(text))
    return text.split('.').every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
      ? text
      : undefined;
  const address = /^\[(.*)\]$/s.exec(text)?.[1] ?? text;
  return /^[\da-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]`) ? address : undefined;
}

/** `80` or `3000-3002`; undefined when it is written otherwise, a string when its numbers make no ports. */
function readRange(text: string, lowest: number): Range | string | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (first < lowest || last > LAST_PORT) return `${text} is not within ${lowest} to ${LAST_PORT}`;
  return first <= last ? [first, last] : `${text} counts down: give the lower port first`;
}

function count([first, last]: Range): number {
  return last - first + 1;
}

/** One port for each of the container's; without a host they are not published. */
function expand(
  container: Range,
  protocol: ComposePort['protocol'],
  hostIP: string,
  host?: Range | 'chosen',
): readonly ComposePort[] {
  return Array.from({ length: count(container) }, (_, index) => ({
    containerPort: container[0] + index,
    ...(host !== undefined && { hostPort: host === 'chosen' ? 0 : host[0] + index }),
    ...(hostIP !== '' && { hostIP }),
    protocol,
  }));
}
