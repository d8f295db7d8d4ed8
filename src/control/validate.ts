import { isIP } from 'node:net';
import type { PeerState } from '../lifecycle/state/peer.ts';
import type { ServedPod } from '../pod/served-pod.ts';
import type { ControlRequest, Greeting, Numbered, SteeringReport } from './protocol.ts';

/** A message from another process, or a sentence on what is wrong with it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

type Fields = Readonly<Record<string, unknown>>;

/** Reads one line as a numbered request. Fields that nobody knows are left out. */
export function readRequest(line: string): Checked<Numbered<ControlRequest>> {
  const message = fieldsOf(parse(line));
  if (!message) return wrong('a request is one JSON object a line');
  const { id } = message;
  if (typeof id !== 'number' || !Number.isSafeInteger(id))
    return wrong('a request has a whole number as its id');
  const body = fieldsOf(message['body']);
  const request = body && requestOf(body);
  if (!request) return wrong(`this run does not know the request ${shown(body?.['type'])}`);
  return { ok: true, value: { id, body: request } };
}

function requestOf(body: Fields): ControlRequest | undefined {
  const pod = name(body['pod']);
  switch (body['type']) {
    case 'pods':
    case 'objects':
    case 'subscribe':
    case 'followServed':
      return { type: body['type'] };
    case 'served': {
      const served = fieldsOf(body['served']);
      return served && isServed(served)
        ? { type: 'served', served: served as unknown as ServedPod }
        : undefined;
    }
    case 'state':
      return pod === undefined ? undefined : { type: 'state', pod };
    case 'post': {
      const report = reportOf(fieldsOf(body['report']));
      return pod === undefined || !report ? undefined : { type: 'post', pod, report };
    }
    case 'down': {
      const reason = text(body['reason']);
      const grace = seconds(body['graceSeconds']);
      return pod === undefined || reason === undefined || grace === undefined
        ? undefined
        : { type: 'down', pod, reason, ...grace };
    }
    case 'faults':
      return pod === undefined ? undefined : { type: 'faults', pod };
    case 'addFault':
      return pod === undefined ? undefined : faultRequestOf(pod, body);
    case 'clearFaults': {
      const faults = body['faults'];
      return pod === undefined || !Array.isArray(faults) || !faults.every((one) => name(one) !== undefined)
        ? undefined
        : { type: 'clearFaults', pod, faults };
    }
    case 'update': {
      const spec = fieldsOf(body['pod']);
      return spec && isPod(spec) ? ({ type: 'update', pod: spec } as unknown as ControlRequest) : undefined;
    }
    default:
      return undefined;
  }
}

function faultRequestOf(pod: string, body: Fields): ControlRequest | undefined {
  const words = text(body['words']);
  const container = name(body['container']);
  const { forMs } = body;
  if (words === undefined || typeof forMs !== 'number' || !Number.isFinite(forMs) || forMs < 0)
    return undefined;
  if (body['container'] !== undefined && container === undefined) return undefined;
  return { type: 'addFault', pod, words, forMs, ...(container !== undefined && { container }) };
}

/** Only the shape that every use relies on: the pod was checked where it was read, by the same version of Outrider. */
function isPod(spec: Fields): boolean {
  return (
    name(spec['name']) !== undefined &&
    Array.isArray(spec['initContainers']) &&
    Array.isArray(spec['containers'])
  );
}

/** What a Service asks of a pod. */
function isServed({ pod, ip, ready, terminating }: Fields): boolean {
  const spec = fieldsOf(pod);
  return (
    spec !== undefined &&
    isPod(spec) &&
    name(spec['namespace']) !== undefined &&
    fieldsOf(spec['labels']) !== undefined &&
    Array.isArray(fieldsOf(spec['network'])?.['aliases']) &&
    (ip === undefined || (typeof ip === 'string' && isIP(ip) !== 0)) &&
    [ready, terminating].every((flag) => typeof flag === 'boolean')
  );
}

/** What every judgement of another pod relies on. */
function isPeer(peer: Fields): boolean {
  const { generation, hasRun, ready, alive, containers, apps } = peer;
  const over = peer['over'] === undefined ? {} : fieldsOf(peer['over']);
  const all = fieldsOf(containers);
  return (
    name(peer['pod']) !== undefined &&
    typeof generation === 'number' &&
    [hasRun, ready, alive].every((flag) => typeof flag === 'boolean') &&
    over !== undefined &&
    all !== undefined &&
    Object.values(all).every((one) => fieldsOf(one) !== undefined) &&
    Array.isArray(apps) &&
    apps.every((one) => name(one) !== undefined)
  );
}

/** @returns undefined for what is no report that a client may make. */
export function reportOf(report: Fields | undefined): SteeringReport | undefined {
  if (!report) return undefined;
  const container = name(report['container']);
  switch (report['type']) {
    case 'stopPod': {
      const reason = text(report['reason']);
      const grace = seconds(report['graceSeconds']);
      const after = names(report['after']);
      return reason === undefined || grace === undefined || after === undefined
        ? undefined
        : { type: 'stopPod', reason, ...grace, ...after };
    }
    case 'peer': {
      const peer = fieldsOf(report['peer']);
      return peer && isPeer(peer) ? { type: 'peer', peer: peer as unknown as PeerState } : undefined;
    }
    case 'killPod': {
      const reason = text(report['reason']);
      return reason === undefined ? undefined : { type: 'killPod', reason };
    }
    case 'restartPod':
      return { type: 'restartPod' };
    case 'restartContainer':
    case 'stopContainer':
      return container === undefined ? undefined : { type: report['type'], container };
    case 'killContainer': {
      const signal = /^[A-Z0-9+-]{1,20}$/i.exec(text(report['signal']) ?? '')?.[0];
      return container === undefined || signal === undefined
        ? undefined
        : { type: 'killContainer', container, signal };
    }
    case 'goOn': {
      const { action, container: whose } = fieldsOf(report['step']) ?? {};
      const of = name(whose);
      return of !== undefined && (action === 'start' || action === 'stop')
        ? { type: 'goOn', step: { action, container: of } }
        : undefined;
    }
    case 'switchCapture':
      return typeof report['on'] === 'boolean' ? { type: 'switchCapture', on: report['on'] } : undefined;
    default:
      return undefined;
  }
}

/** Reads the first line of a run; undefined when it is no greeting. */
export function readGreeting(line: string): Greeting | undefined {
  const message = fieldsOf(parse(line));
  if (message?.['type'] !== 'hello') return undefined;
  const { protocol, version, pid } = message;
  if (typeof protocol !== 'number' || typeof version !== 'string' || typeof pid !== 'number')
    return undefined;
  return { type: 'hello', protocol, version: version.slice(0, 50), pid };
}

/** A JSON object; undefined for anything else. */
export function parse(line: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Kubernetes' names have 253 characters at most. */
function name(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= 253 ? value : undefined;
}

/** Absent is fine; anything but names is not. */
function names(value: unknown): { readonly after?: readonly string[] } | undefined {
  if (value === undefined) return {};
  return Array.isArray(value) && value.every((one) => name(one) !== undefined) ? { after: value } : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 1000) : undefined;
}

/** Absent is fine; anything but a count of seconds is not. */
function seconds(value: unknown): { readonly graceSeconds?: number } | undefined {
  if (value === undefined) return {};
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? { graceSeconds: value }
    : undefined;
}

function wrong(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 50)) : 'that has no type';
}
