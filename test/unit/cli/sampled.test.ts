import { expect, it } from '@jest/globals';
import { type SamplePorts, sampled } from '../../../src/cli/show/sampled.ts';
import type { TrafficFlow } from '../../../src/events/traffic.ts';
import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';

const rule = { name: 'r', chain: 'nat OUTPUT', verdict: 'v', purpose: 'p', bytes: 1 };

function flows(phase: TrafficFlow['phase'], count: number): readonly TrafficFlow[] {
  const flow = { protocol: 'tcp', phase, destination: '10.0.0.1:80', takenBy: 'none', why: '' };
  return Array.from({ length: count }, (_, at) => ({ ...flow, source: `10.0.0.2:${at}` }));
}

/** Everything that a listener gets, with a round of sampling whenever it is asked for. */
function listening(ports: Partial<SamplePorts>) {
  const told: OutriderEvent[] = [];
  const journal = createJournal('p', () => 1000);
  let look = (): void => {};
  const source = sampled(journal, {
    usage: async function* () {},
    traffic: async () => ({ rules: [], flows: [] }),
    wall: () => 2000,
    repeat: (callback) => {
      look = callback;
      return () => {
        look = () => {};
      };
    },
    signal: new AbortController().signal,
    ...ports,
  });
  const stop = source.subscribe((event) => told.push(event));
  const round = async (): Promise<void> => {
    look();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { told, round, stop, tell: (body: EventBody) => journal.append('web', body) };
}

const applied: EventBody = { type: 'CaptureApplied', backend: 'nftables', mode: 'REDIRECT', rules: 1 };

it('a sample has the number of the event before it, and one that says nothing new is left out', async () => {
  let packets = 1;
  const { told, round, tell } = listening({
    traffic: async () => ({ rules: [{ ...rule, packets }], flows: [] }),
  });
  await round();
  expect(told).toEqual([]);
  tell(applied);
  await round();
  await round();
  packets = 2;
  await round();
  expect(told.map(({ type, seq }) => `${type} ${seq}`)).toEqual([
    'CaptureApplied 1',
    'TrafficSampled 1',
    'TrafficSampled 1',
  ]);
  tell({ type: 'CaptureRemoved', backend: 'nftables', mode: 'REDIRECT', rules: 0 });
  packets = 3;
  await round();
  expect(told).toHaveLength(4);
});

it('of many connections those that are open are kept', async () => {
  const { told, round, tell } = listening({
    traffic: async () => ({ rules: [], flows: [...flows('closed', 500), ...flows('open', 3)] }),
  });
  tell(applied);
  await round();
  const sample = told[1]!;
  if (sample.type !== 'TrafficSampled') throw new Error(sample.type);
  expect(sample.flows).toHaveLength(200);
  expect(sample.flows.filter(({ phase }) => phase === 'open')).toHaveLength(3);
});

it('a rule that cannot be read is left out of a round, and the next round asks again', async () => {
  let isAway = true;
  const { told, round, tell } = listening({
    traffic: async () => {
      if (isAway) throw new Error('away');
      return { rules: [], flows: [] };
    },
  });
  tell(applied);
  await round();
  expect(told).toHaveLength(1);
  isAway = false;
  await round();
  expect(told).toHaveLength(2);
});

it('what the containers of a pod use is one sample, of those that run', async () => {
  const { told, round, tell, stop } = listening({
    usage: async function* (ids, signal) {
      while (!signal.aborted) {
        for (const id of ids()) yield { id, cpuPercent: 12.345, memoryBytes: 7 };
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  });
  tell({ type: 'ContainerRunning', container: 'app', attempt: 0, id: 'i1', pid: 1 });
  while (!told.some(({ type }) => type === 'UsageSampled')) {
    await new Promise((resolve) => setImmediate(resolve));
    await round();
  }
  expect(told.at(-1)).toMatchObject({
    pod: 'web',
    usage: [{ container: 'app', cpuPercent: 12.3, memoryBytes: 7 }],
  });
  stop();
});
