import type { EventType } from './types.ts';

type Kind =
  | ('text' | 'number' | 'flag' | 'containers' | 'waits' | 'texts' | 'listeners' | 'capture')
  | ('endpoints' | 'servicePorts' | 'selector')
  | ('counters' | 'flows' | 'usage');

/** What views read of an event, by the field's name, which means the same in every type. */
const kinds: Readonly<Record<string, Kind>> = {
  aheadMs: 'number',
  attempt: 'number',
  bytes: 'number',
  capture: 'capture',
  count: 'number',
  exitCode: 'number',
  forMs: 'number',
  graceSeconds: 'number',
  limitBytes: 'number',
  listeners: 'listeners',
  lines: 'texts',
  pid: 'number',
  retryInMs: 'number',
  rules: 'number',
  seq: 'number',
  changed: 'flag',
  isHigh: 'flag',
  ok: 'flag',
  partial: 'flag',
  containers: 'containers',
  endpoints: 'endpoints',
  ports: 'servicePorts',
  selected: 'texts',
  selector: 'selector',
  pods: 'waits',
  counters: 'counters',
  flows: 'flows',
  usage: 'usage',
  ...Object.fromEntries(
    [
      ...[
        'action',
        'backend',
        'clusterIP',
        'container',
        'externalName',
        'hint',
        'fault',
        'holder',
        'hook',
        'id',
        'image',
        'ip',
        'line',
        'message',
        'mode',
        'network',
        'pod',
      ],
      ...[
        'probe',
        'project',
        'reason',
        'service',
        'serviceType',
        'retryAt',
        'role',
        'signal',
        'source',
        'spec',
        'stream',
        'time',
        'type',
        'words',
      ],
    ].map((name) => [name, 'text']),
  ),
};

/** What a view cannot do without; a field that an older program did not write is not among them. */
const needed: Readonly<Partial<Record<EventType, readonly string[]>>> = {
  PodCreated: ['containers'],
  PodUpdated: ['containers'],
  LastLines: ['container', 'attempt', 'lines'],
  UpstreamFailed: ['container', 'attempt', 'count', 'line'],
  MemoryUsed: ['container', 'attempt', 'bytes', 'limitBytes', 'isHigh'],
  PortsListened: ['listeners'],
  ClockCompared: ['aheadMs'],
  ServiceChanged: ['service', 'serviceType', 'ports', 'selector', 'selected', 'endpoints'],
  ServiceRemoved: ['service'],
  ContainerCreated: ['container', 'attempt', 'role', 'image'],
  ContainerRunning: ['container', 'attempt', 'id'],
  ContainerStarted: ['container', 'attempt'],
  ContainerReady: ['container', 'attempt'],
  ContainerNotReady: ['container', 'attempt'],
  ContainerWaiting: ['container', 'attempt', 'reason'],
  ContainerTerminated: ['container', 'attempt', 'exitCode', 'reason'],
  ContainerKilled: ['container', 'attempt'],
  SignalSent: ['container', 'attempt', 'signal'],
  StopSignalSent: ['container', 'attempt', 'signal', 'graceSeconds'],
  ProbeFailed: ['container', 'attempt', 'probe', 'message'],
  ProbeSucceeded: ['container', 'attempt', 'probe'],
  HookStarted: ['container', 'attempt', 'hook'],
  HookFinished: ['container', 'attempt', 'hook', 'ok'],
  PodWaiting: ['pods'],
  Log: ['container', 'attempt', 'stream', 'line'],
  TrafficSampled: ['counters', 'flows'],
  UsageSampled: ['usage'],
  FaultInjected: ['fault', 'words', 'forMs'],
  FaultCleared: ['fault', 'words', 'message'],
  StepWaiting: ['action', 'container', 'message'],
  StepTaken: ['action', 'container'],
  FilesChanged: ['message'],
  Warning: ['message'],
};

/**
 * Whether a value that came from outside is an event that every view can take: its stamp is whole, and what views read
 * of it is of the right kind. Types that are not known may have what they like beside.
 */
export function isEventLike(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Readonly<Record<string, unknown>>;
  const { type, time, pod } = event;
  if (typeof type !== 'string' || typeof time !== 'string' || typeof pod !== 'string') return false;
  if (Number.isNaN(Date.parse(time))) return false;
  const names = Object.hasOwn(needed, type) ? needed[type as EventType]! : [];
  if (!names.every((name) => event[name] !== undefined)) return false;
  return Object.entries(event).every(
    ([name, field]) => !Object.hasOwn(kinds, name) || isOf(kinds[name]!, field),
  );
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'waits':
      return Array.isArray(value) && value.every(isWait);
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'containers':
      return Array.isArray(value) && value.every(isSummary);
    case 'listeners':
      return Array.isArray(value) && value.every(isListener);
    case 'capture':
      return isCapture(value);
    case 'endpoints':
      return Array.isArray(value) && value.every(isEndpoint);
    case 'servicePorts':
      return Array.isArray(value) && value.every(isServicePort);
    case 'counters':
    case 'flows':
    case 'usage':
      return Array.isArray(value) && value.every((one) => isSample(kind, one));
    case 'selector':
      return typeof value === 'object' && value !== null && Object.values(value).every(isText);
  }
}

const ofSample = {
  counters: { texts: ['name', 'chain', 'verdict', 'purpose'], numbers: ['packets', 'bytes'] },
  flows: { texts: ['protocol', 'phase', 'source', 'destination', 'takenBy', 'why'], numbers: [] },
  usage: { texts: ['container'], numbers: ['cpuPercent', 'memoryBytes'] },
} as const;

function isSample(kind: keyof typeof ofSample, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const { texts, numbers } = ofSample[kind];
  return (
    texts.every((name) => isText(fields[name])) && numbers.every((name) => Number.isFinite(fields[name]))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isEndpoint(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { ip, pod = '', ready, terminating, ports } = value as Readonly<Record<string, unknown>>;
  const isPort = (one: unknown): boolean => one === null || typeof one === 'number';
  return (
    [ip, pod].every(isText) &&
    [ready, terminating].every((one) => typeof one === 'boolean') &&
    Array.isArray(ports) &&
    ports.every(isPort)
  );
}

function isServicePort(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name = '', protocol, port, targetPort } = value as Readonly<Record<string, unknown>>;
  const isTarget = typeof targetPort === 'number' || isText(targetPort);
  return [name, protocol].every(isText) && typeof port === 'number' && isTarget;
}

function isWait(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { pod, until, container = '' } = value as Readonly<Record<string, unknown>>;
  return [pod, until, container].every((field) => typeof field === 'string');
}

function isListener(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { address, port, uid } = value as Readonly<Record<string, unknown>>;
  return typeof address === 'string' && typeof port === 'number' && typeof uid === 'number';
}

function isCapture(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { proxy, proxyUid, inboundPort = 0, outboundPort = 0 } = value as Readonly<Record<string, unknown>>;
  const numbers = [proxyUid, inboundPort, outboundPort];
  return typeof proxy === 'string' && numbers.every((one) => typeof one === 'number');
}

function isSummary(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const { name, role, image, ports = [], probePorts = {}, memoryBytes = 0 } = fields;
  if (![name, role, image].every((field) => typeof field === 'string')) return false;
  if (typeof probePorts !== 'object' || probePorts === null) return false;
  const numbers = [ports, Object.values(probePorts), [memoryBytes]];
  return numbers.every((some) => Array.isArray(some) && some.every((one) => typeof one === 'number'));
}
