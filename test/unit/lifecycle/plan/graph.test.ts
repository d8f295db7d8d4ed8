import { expect, it } from '@jest/globals';
import { graphOf } from '../../../../src/lifecycle/plan/graph.ts';
import { type Plan, planOf } from '../../../../src/lifecycle/plan/plan.ts';
import { planMermaid } from '../../../../src/lifecycle/plan/plan-mermaid.ts';
import { planSvg } from '../../../../src/lifecycle/plan/plan-svg.ts';
import { app, init, sidecar } from '../../../support/scenario/plan.ts';
import { podFrom, settings } from '../support/states.ts';

const web = planOf(
  podFrom({
    restartPolicy: 'Always',
    containers: [init('setup'), sidecar('proxy'), sidecar('agent'), app('web'), app('cron')],
  }),
  settings,
);
const named = (pod: string, waitFor: Plan['waitFor'] = []): Plan => ({ ...web, pod, waitFor });

it('containers have their turns at the start and at the stop, and those that start together share a layer', () => {
  const [pod] = graphOf([web]).pods;
  expect(
    pod!.layers.map(({ containers, lets }) => [
      lets,
      ...containers.map(({ name, startTurn, stopTurn }) => `${name} ${startTurn} ${stopTurn}`),
    ]),
  ).toEqual([
    ['has exited 0', 'setup 1 undefined'],
    ['has started', 'proxy 2 3'],
    ['has started', 'agent 3 2'],
    ['has started', 'web 4 1', 'cron 4 1'],
  ]);
});

it('a pod stands to the right of each pod that it waits for, also where two wait for each other', () => {
  const { pods, waits } = graphOf([
    named('db'),
    named('migrate', [{ pod: 'db', until: 'healthy' }]),
    named('shop', [
      { pod: 'migrate', until: 'completed' },
      { pod: 'db', container: 'web', until: 'ready', optional: true },
      { pod: 'late', until: 'started' },
      { pod: 'of-another-file', until: 'started' },
    ]),
    named('late', [{ pod: 'shop', until: 'started' }]),
  ]);
  expect(pods.map(({ name, column }) => [name, column])).toEqual([
    ['db', 0],
    ['migrate', 1],
    ['shop', 2],
    ['late', 3],
  ]);
  expect(waits.map(({ from, to }) => `${from}-${to}`)).toEqual([
    'db-migrate',
    'migrate-shop',
    'db-shop',
    'late-shop',
    'shop-late',
  ]);
});

it('Mermaid gets a subgraph a pod, an arrow a gate, and no text that it would read as its own', () => {
  const graph = graphOf([
    named('a#b"<c>'),
    named('shop', [{ pod: 'a#b"<c>', until: 'ready', optional: true }]),
  ]);
  expect(planMermaid(graph).split('\n').slice(0, 16)).toEqual([
    'flowchart LR',
    '  subgraph pod0["pod a#35;b#quot;#lt;c#gt;"]',
    '    direction TB',
    '    pod0_0_0["setup<br/>init<br/>start 1"]',
    '    pod0_1_0["proxy<br/>sidecar<br/>start 2, stop 3"]',
    '    pod0_2_0["agent<br/>sidecar<br/>start 3, stop 2"]',
    '    pod0_3_0["web<br/>app<br/>start 4, stop 1"]',
    '    pod0_3_1["cron<br/>app<br/>start 4, stop 1"]',
    '    pod0_0_0 -->|"has exited 0"| pod0_1_0',
    '    pod0_1_0 -->|"has started"| pod0_2_0',
    '    pod0_2_0 -->|"has started"| pod0_3_0',
    '    pod0_2_0 -->|"has started"| pod0_3_1',
    '  end',
    '  subgraph pod1["pod shop"]',
    '    direction TB',
    '    pod1_0_0["setup<br/>init<br/>start 1"]',
  ]);
  expect(planMermaid(graph)).toContain('  pod0 -.->|"ready"| pod1\n');
});

it('the picture has every box within its pod, and pods apart', () => {
  const svg = planSvg(graphOf([named('db'), named('<shop>', [{ pod: 'db', until: 'healthy' }])]));
  expect(svg).toContain('pod &lt;shop&gt;');
  const rects = [
    ...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="(\d)"/g),
  ];
  const [pods, boxes] = ['6', '4'].map((rx) =>
    rects.filter((match) => match[5] === rx).map((match) => match.slice(1, 5).map(Number)),
  ) as [number[][], number[][]];
  const holds = ([x, y, w, h]: number[], [a, b, c, d]: number[]): boolean =>
    a! >= x! && b! >= y! && a! + c! <= x! + w! && b! + d! <= y! + h!;
  expect(pods).toHaveLength(2);
  expect(boxes.map((box) => pods.filter((pod) => holds(pod, box)).length)).toEqual(Array(10).fill(1));
  expect(pods[0]![0]! + pods[0]![2]!).toBeLessThan(pods[1]![0]!);
});
