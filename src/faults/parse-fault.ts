import { parseDuration } from '../pod/duration.ts';
import type { Fault } from './fault.ts';

/** A value, or a sentence on what is wrong and what would be right. */
export type ParsedFault =
  | { readonly ok: true; readonly fault: Fault }
  | { readonly ok: false; readonly problem: string };

/** The faults as a person types them, for help and messages. */
export const faultForms: readonly string[] = [
  'pause',
  'kill',
  'stop-signal',
  'loss=5%',
  'reset=10%',
  'partition=POD',
  'latency=200ms±50ms',
  'bandwidth=1mbit',
  'dns=fail',
  'dns=timeout',
];

/** Reads a fault such as `loss=5%`. */
export function parseFault(text: string): ParsedFault {
  const at = text.indexOf('=');
  const name = at === -1 ? text : text.slice(0, at);
  const value = at === -1 ? undefined : text.slice(at + 1);
  if (!Object.hasOwn(readers, name))
    return { ok: false, problem: `there is no fault ${quoted(text)}; there is ${faultForms.join(', ')}` };
  const { read, form } = readers[name]!;
  const fault = read(value);
  return fault ? { ok: true, fault } : { ok: false, problem: `${quoted(text)} is no fault: ${form}` };
}

interface Reader {
  readonly read: (value: string | undefined) => Fault | undefined;
  readonly form: string;
}

const readers: Readonly<Record<string, Reader>> = {
  pause: bare('pause'),
  kill: bare('kill'),
  'stop-signal': bare('stop-signal'),
  loss: {
    read: (value) => withPercent(value, (percent) => ({ kind: 'loss', percent })),
    form: 'loss takes a share of the packets, above 0 % and up to 100 %, as in loss=5%',
  },
  reset: {
    read: (value) => withPercent(value, (percent) => ({ kind: 'reset', percent })),
    form: 'reset takes a share of the requests, above 0 % and up to 100 %, as in reset=10%',
  },
  partition: {
    read: (value) => (value && peerPattern.test(value) ? { kind: 'partition', peer: value } : undefined),
    form: 'partition takes a pod, a name, an address or a range of addresses, as in partition=backend',
  },
  latency: {
    read: latency,
    form: 'latency takes a duration up to 1m, as in latency=200ms or latency=200ms±50ms',
  },
  bandwidth: {
    read: bandwidth,
    form: 'bandwidth takes a rate from 8kbit to 10gbit, as in bandwidth=1mbit (bits per second)',
  },
  dns: {
    read: (value) => (value === 'fail' || value === 'timeout' ? { kind: 'dns', answer: value } : undefined),
    form: 'dns takes fail or timeout, as in dns=fail',
  },
};

/** Names, and addresses of both families with or without the length of a prefix. It goes to programs as an argument. */
const peerPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,252}(?:\/\d{1,3})?$|^::[A-Fa-f0-9:.]*(?:\/\d{1,3})?$/;

function bare(kind: 'pause' | 'kill' | 'stop-signal'): Reader {
  return {
    read: (value) => (value === undefined ? { kind } : undefined),
    form: `${kind} takes no value`,
  };
}

function withPercent(value: string | undefined, make: (percent: number) => Fault): Fault | undefined {
  const percent = /^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(value ?? '')?.[1];
  return percent !== undefined && Number(percent) > 0 && Number(percent) <= 100
    ? make(Number(percent))
    : undefined;
}

const mostLatencyMs = 60_000;

/** `200ms`, `200ms±50ms`, and `200ms±50`, where the second unit is the first one. `+-` is another way to write `±`. */
function latency(value: string | undefined): Fault | undefined {
  const [, delay, jitter] = /^([^±+]+)(?:(?:±|\+-)(.+))?$/.exec(value ?? '') ?? [];
  if (delay === undefined) return undefined;
  const unit = /[a-z]+$/.exec(delay)?.[0] ?? '';
  const ms = parseDuration(delay);
  const jitterMs =
    jitter === undefined ? 0 : parseDuration(/^\d+(?:\.\d+)?$/.test(jitter) ? `${jitter}${unit}` : jitter);
  if (ms === undefined || jitterMs === undefined) return undefined;
  if (ms <= 0 || ms > mostLatencyMs || jitterMs > ms) return undefined;
  return { kind: 'latency', ms, jitterMs };
}

/** As tc(8) writes rates: `k`, `m` and `g` are powers of 1000. */
function bandwidth(value: string | undefined): Fault | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([kmg])bit$/.exec(value ?? '') ?? [];
  if (number === undefined) return undefined;
  const bitsPerSecond = Math.round(Number(number) * { k: 1e3, m: 1e6, g: 1e9 }[unit as 'k' | 'm' | 'g']);
  return bitsPerSecond >= 8_000 && bitsPerSecond <= 10e9 ? { kind: 'bandwidth', bitsPerSecond } : undefined;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
