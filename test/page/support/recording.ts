import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { encodeEvent, encodeHeader } from '../../../src/events/recording.ts';
import type { TrafficFlow } from '../../../src/events/traffic.ts';
import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';

/** When the recording begins, in milliseconds since 1970. */
export const begin = Date.parse('2026-03-01T09:00:00.000Z');

/** A shop whose web pod calls a server through its proxy; one container of the server crashes once. */
export function shopEvents(lines: number): readonly OutriderEvent[] {
  const events: OutriderEvent[] = [];
  const at = (ms: number, pod: string, body: EventBody): void => {
    const time = new Date(begin + ms).toISOString();
    events.push({ time, seq: events.length + 1, project: 'shop', pod, ...body } as OutriderEvent);
  };
  at(0, 'server', {
    type: 'PodCreated',
    spec: 's1',
    containers: [
      { name: 'migrate', role: 'init', image: 'shop/migrate:1' },
      { name: 'app', role: 'app', image: 'shop/server:1', ports: [8080] },
    ],
  });
  at(10, 'web', {
    type: 'PodCreated',
    spec: 'w1',
    capture: { proxy: 'proxy', proxyUid: 1337, inboundPort: 15006, outboundPort: 15001 },
    containers: [
      { name: 'proxy', role: 'sidecar', image: 'haproxy:3', ports: [15001] },
      { name: 'app', role: 'app', image: 'shop/web:1', ports: [3000] },
    ],
  });
  at(200, 'server', { type: 'SandboxReady', ip: '10.89.0.2', network: 'shop', holder: 'h1' });
  at(220, 'web', { type: 'SandboxReady', ip: '10.89.0.3', network: 'shop', holder: 'h2' });
  at(300, 'web', { type: 'CaptureApplied', backend: 'nftables', mode: 'REDIRECT', rules: 3 });
  starts(at, 400, 'server', 'migrate', 'init');
  at(1400, 'server', { type: 'ContainerTerminated', ...of('migrate'), exitCode: 0, reason: 'Completed' });
  starts(at, 500, 'web', 'proxy', 'sidecar');
  at(1500, 'server', { type: 'PodInitialized' });
  at(1600, 'web', { type: 'PodInitialized' });
  starts(at, 1600, 'server', 'app', 'app');
  starts(at, 1700, 'web', 'app', 'app');
  at(2600, 'server', { type: 'PodReady' });
  at(2700, 'web', { type: 'PodReady' });
  for (let second = 3; second < 18; second++) samples(at, second);
  logs(at, lines);
  at(12_000, 'server', {
    type: 'ContainerTerminated',
    ...of('app'),
    exitCode: 3,
    reason: 'Error',
    restart: { follows: true, rule: 'restartPolicy Always' },
  });
  at(12_010, 'server', { type: 'PodNotReady', message: 'container app is not ready' });
  at(12_020, 'server', {
    type: 'ContainerWaiting',
    container: 'app',
    attempt: 1,
    reason: 'CrashLoopBackOff',
    message: 'back-off 2s',
    retryInMs: 2000,
  });
  at(20_000, 'web', { type: 'PodTerminating', reason: 'stopped on request', graceSeconds: 30 });
  return events
    .toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    .map((event, index) => ({ ...event, seq: index + 1 }));
}

type At = (ms: number, pod: string, body: EventBody) => void;

function of(container: string): { readonly container: string; readonly attempt: number } {
  return { container, attempt: 0 };
}

function starts(at: At, ms: number, pod: string, container: string, role: 'init' | 'sidecar' | 'app'): void {
  const id = `${pod}-${container}`;
  at(ms, pod, { type: 'ContainerCreated', ...of(container), id, role, image: `shop/${container}:1` });
  at(ms + 150, pod, { type: 'ContainerRunning', ...of(container), id, pid: 7 });
  if (role === 'init') return;
  at(ms + 400, pod, { type: 'ContainerStarted', ...of(container) });
  at(ms + 800, pod, { type: 'ContainerReady', ...of(container) });
}

function samples(at: At, second: number): void {
  const flows: readonly TrafficFlow[] = [
    flow('10.89.0.3:41000', '10.89.0.2:8080', 'outbound'),
    flow('10.89.0.3:41002', '203.0.113.9:443', 'none'),
  ];
  const rule = {
    chain: 'nat OUTPUT',
    verdict: 'redirect to 15001',
    purpose: 'lead the app’s calls to the proxy',
  };
  at(second * 1000, 'web', {
    type: 'TrafficSampled',
    counters: [
      { name: 'outbound-redirect', ...rule, packets: second * 10, bytes: second * 640 },
      { name: 'outbound-exempt-port', ...rule, verdict: 'left alone', packets: 0, bytes: 0 },
    ],
    flows,
  });
  at(second * 1000 + 5, 'web', {
    type: 'UsageSampled',
    usage: [
      { container: 'app', cpuPercent: 3.2, memoryBytes: 48_000_000 },
      { container: 'proxy', cpuPercent: 12.5, memoryBytes: 21_000_000 },
    ],
  });
}

function flow(source: string, destination: string, takenBy: string): TrafficFlow {
  return {
    protocol: 'tcp',
    state: 'ESTABLISHED',
    phase: 'open',
    source,
    destination,
    takenBy,
    why: 'a call of the app',
  };
}

const kinds = [
  ['web', 'app', 'GET /api/items/%d 200'],
  ['web', 'proxy', 'level=info msg="connection accepted" id=%d'],
  ['server', 'app', '{"level":"info","msg":"query","rows":%d}'],
  ['web', 'app', 'WARN slow answer from upstream, try %d'],
] as const;

/** Spread over fifteen seconds. One line in a thousand is an error, the hundredth one has a mark to look for. */
function logs(at: At, count: number): void {
  for (let index = 0; index < count; index++) {
    const [pod, container, text] = kinds[index % kinds.length]!;
    const line =
      index === 100
        ? 'needle in the log <b>&amp; its haystack</script>'
        : index % 1000 === 500
          ? `ERROR request ${index} was lost: connection refused`
          : text.replace('%d', String(index));
    const stream = index % 4 === 3 ? 'stderr' : 'stdout';
    at(3000 + (index / count) * 15_000, pod, { type: 'Log', ...of(container), stream, line, partial: false });
  }
}

/** Writes the file of a recording, compressed as `up --record` does it. */
export async function writeRecording(path: string, events: readonly OutriderEvent[]): Promise<void> {
  function* parts(): Generator<string> {
    yield encodeHeader({ recorded: new Date(begin).toISOString() });
    for (const event of events) yield encodeEvent(event);
  }
  await pipeline(Readable.from(parts()), createGzip({ level: 1 }), createWriteStream(path));
}
