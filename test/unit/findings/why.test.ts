import { expect, it } from '@jest/globals';
import type { EventBody } from '../../../src/events/types.ts';
import { supervisorSilent } from '../../../src/findings/outside-rules.ts';
import { diagnose } from '../../../src/findings/why.ts';
import { ends, one, origin, runs } from '../events/story.ts';
import { app, asking, backsOff, network, podOf, proxy, running, says, type Told } from './pods.ts';

const waits: EventBody = {
  ...{ type: 'ContainerWaiting', container: 'app', attempt: 0, reason: 'PodInitializing' },
  waitsFor: { on: 'started', container: 'proxy' },
} as EventBody;
const held: Told = [
  [0, asking([proxy, app(), one('other')]), network, waits],
  [100, runs('proxy')],
  [200, ends('proxy', 1), says('proxy', 'no certificate'), backsOff('proxy', 1)],
];
const because =
  'proxy exited 1 once; next start in 55 s (CrashLoopBackOff): it said “no certificate”; mend what it says';

it('the first finding of a pod is its summary, with cause and cure', () => {
  const { summary, chain, nextAt, findings } = diagnose(podOf(held), undefined, origin + 5000);
  expect(summary).toBe(because);
  expect(chain.slice(0, 2)).toEqual(['no certificate', 'it is so since 4.8 s']);
  expect(chain).toContain('app waits for sidecar proxy to start');
  expect(Date.parse(nextAt!)).toBe(origin + 60_000);
  expect(findings.map(({ name }) => name)).toEqual(['crash-loop']);
});

it('a container that waits for another is explained by what is wrong with that one', () => {
  expect(diagnose(podOf(held), 'app', origin + 5000).summary).toBe(
    `app waits for sidecar proxy to start: ${because}`,
  );
});

it('a container that is not concerned has no finding', () => {
  const told = running([app(), one('other')], {}, [200, ends('app', 1), backsOff('app', 1)]);
  const { summary, findings } = diagnose(podOf(told), 'other', origin + 5000);
  expect([summary, findings]).toEqual(['other runs since 4.9 s', []]);
});

it('a pod that is well says so', () => {
  const told = [...running([app()]), [200, { type: 'PodReady' }]] as Told;
  expect(diagnose(podOf(told), undefined, origin + 5000)).toEqual({
    summary: 'the pod is ready, nothing waits',
    chain: [],
    findings: [],
  });
});

it('a supervisor that does not answer is a finding with its hint as the cure', () => {
  const one = { pod: 'web', words: 'pid 7 does not answer', hint: '`outrider down` ends it.' };
  expect(supervisorSilent(one)).toMatchObject({ message: one.words, cure: '`outrider down` ends it' });
});

it('a pod that waits for another is explained by what is wrong with that one, over every pod between them', () => {
  const pods = {
    db: podOf(running([app()], {}, [200, ends('app', 1), says('app', 'no disk'), backsOff('app', 1)]), 'db'),
    api: podOf([[0, asking([app()]), { type: 'PodWaiting', pods: [{ pod: 'db', until: 'ready' }] }]], 'api'),
    web: podOf(
      [[0, asking([app()]), { type: 'PodWaiting', pods: [{ pod: 'api', until: 'started' }] }]],
      'web',
    ),
  };
  const { summary, findings } = diagnose(pods.web, undefined, origin + 5000, pods);
  expect(summary).toMatch(
    /^the pod waits for api to start: the pod waits for db to be ready: db: app exited 1 once; .*“no disk”; mend what it says$/,
  );
  expect(findings.map(({ name }) => name)).toEqual(['dependency-not-ready']);
});

it('a pod that waits for another which only takes its time has no finding', () => {
  const pods = {
    db: podOf(
      [
        [0, asking([app()]), network],
        [100, runs('app')],
      ],
      'db',
    ),
    web: podOf([[0, asking([app()]), { type: 'PodWaiting', pods: [{ pod: 'db', until: 'ready' }] }]], 'web'),
  };
  expect(diagnose(pods.web, undefined, origin + 5000, pods).findings).toEqual([]);
});
