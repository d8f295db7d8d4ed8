import { expect, it } from '@jest/globals';
import type { Traffic, TrafficFlow } from '../../../src/events/traffic.ts';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { foldEvents, type ProjectView } from '../../../src/events/view.ts';
import { pictureOf } from '../../../src/page/model/picture.ts';
import { type Talk, talksOf } from '../../../src/page/model/talk.ts';
import { offsetWords, talkInWords } from '../../../src/page/model/words.ts';
import { begin, shopEvents } from '../../page/support/recording.ts';

const view = foldEvents(shopEvents(0).filter(({ time }) => Date.parse(time) <= begin + 5000));

function flow(source: string, destination: string, takenBy = 'none'): TrafficFlow {
  return { protocol: 'tcp', phase: 'open', source, destination, takenBy, why: '' };
}

function talks(
  flows: Readonly<Record<string, readonly TrafficFlow[]>>,
  of: ProjectView = view,
): readonly Talk[] {
  const traffic = (pod: string): Traffic | undefined =>
    flows[pod] ? { rules: [], flows: flows[pod] } : undefined;
  return talksOf(of, traffic);
}

it('a connection goes from the pod that opened it to the one it was addressed to, also where a proxy took it', () => {
  const found = talks({ web: [flow('10.89.0.3:41000', '10.89.0.2:8080', 'outbound')] });
  expect(found).toEqual([
    {
      from: 'web',
      to: 'server',
      destination: '10.89.0.2:8080',
      name: 'server:8080',
      isCaptured: true,
      connections: 1,
    },
  ]);
  expect(talkInWords(found[0]!)).toBe(
    'web to server: server:8080 (10.89.0.2:8080), through the proxy, 1 connection',
  );
});

it('both ends of a connection are one connection; several to one port are one arrow', () => {
  const both = flow('10.89.0.3:41000', '10.89.0.2:8080');
  const found = talks({
    web: [{ ...both, takenBy: 'outbound' }, flow('10.89.0.3:41001', '10.89.0.2:8080')],
    server: [both],
  });
  expect(found).toMatchObject([{ from: 'web', to: 'server', isCaptured: true, connections: 2 }]);
});

it('what stays within a pod is no arrow; somebody outside is a box of its own', () => {
  const found = talks({
    web: [
      flow('127.0.0.1:5000', '127.0.0.1:3000'),
      flow('10.89.0.3:1', '10.89.0.3:3000'),
      flow('192.0.2.7:999', '10.89.0.3:3000', 'inbound'),
    ],
  });
  expect(found).toMatchObject([{ from: '192.0.2.7', to: 'web' }]);
});

it('a Service is called by its name', () => {
  const service = {
    service: 'default/server',
    serviceType: 'ClusterIP',
    clusterIP: '10.96.0.7',
    ports: [],
    selector: {},
    selected: [],
    endpoints: [],
  } as const;
  const found = talks(
    { web: [flow('10.89.0.3:1', '10.96.0.7:80')] },
    { ...view, services: { 'default/server': service } },
  );
  expect(found).toMatchObject([{ from: 'web', to: 'service/server', name: 'service/server:80' }]);
});

it('who calls stands left of who is called, and calls in a circle do not hang it', () => {
  const talk = (from: string, to: string): Talk => ({
    from,
    to,
    destination: 'd:1',
    name: 'n',
    isCaptured: false,
    connections: 1,
  });
  const picture = pictureOf(
    view,
    [talk('web', 'server'), talk('server', 'web'), talk('server', '9.9.9.9')],
    () => [],
    begin,
  );
  const x = Object.fromEntries(picture.boxes.map((box) => [box.id, box.x]));
  expect(x['web']).toBeLessThan(x['server']!);
  expect(x['server']).toBeLessThan(x['9.9.9.9']!);
  expect(picture.arrows.map(({ from, to }) => `${from.id} ${to.id}`)).toEqual([
    'web server',
    'server web',
    'server 9.9.9.9',
  ]);
});

it('a box has the state of each container, its role and what it uses', () => {
  const usage = { container: 'app', cpuPercent: 3, memoryBytes: 5 };
  const { boxes } = pictureOf(view, [], (pod) => (pod === 'web' ? [usage] : []), begin + 5000);
  const web = boxes.find(({ id }) => id === 'web')!.pod!;
  expect(web).toMatchObject({ phase: 'Ready', mood: 'good', ip: '10.89.0.3' });
  expect(web.containers).toMatchObject([
    { name: 'proxy', role: 'sidecar', mood: 'good', isProxy: true },
    { name: 'app', role: 'app', mood: 'good', isProxy: false, usage },
  ]);
});

it.each([
  [0, '+0.000'],
  [12_345, '+12.345'],
  [61_002, '+1:01.002'],
  [3_723_456, '+1:02:03.456'],
])('%d ms since the beginning is %s', (ms, words) => {
  expect(offsetWords(ms)).toBe(words);
});

it('when every pod is removed the picture shows what they were, with their names at the arrows', () => {
  const removed = (pod: string) => ({ ...shopEvents(0)[0]!, type: 'PodRemoved', pod }) as const;
  const pods = Object.keys(view.pods);
  const after = foldEvents([
    ...shopEvents(0).filter(({ time }) => Date.parse(time) <= begin + 5000),
    ...pods.map((pod) => removed(pod) as OutriderEvent),
  ]);
  const talk = talks({ web: [flow('10.89.0.3:41000', '10.89.0.2:8080')] }, after);
  expect(talk).toMatchObject([{ from: 'web', to: 'server' }]);
  const { boxes } = pictureOf(after, talk, () => [], begin + 6000);
  expect(boxes.map(({ id, pod }) => [id, pod?.phase]).sort()).toEqual(
    pods.map((pod) => [pod, 'Removed']).sort(),
  );
});
