import { expect, it } from '@jest/globals';
import type { Plan } from '../../chaos/plan/plan.ts';
import type { Life } from '../../chaos/told/life.ts';
import type { Seen } from '../../chaos/told/told.ts';
import { notWell } from '../../chaos/told/well.ts';
import { cutLife, life, plan, seen } from './told.ts';

const atMs = 10_000;
const holder: Seen = { ...seen('', 0, 'holder'), role: 'holder', hasAddress: true };
const there = [holder, seen('side', 0, 's'), seen('app', 0, 'a')];
const alive = [life('init', 1000, 1200), cutLife('side', 1300, 9900), cutLife('app', 1500, 9900)];

function wrong(containers: readonly Seen[], lives: readonly Life[] = alive, of: Plan = plan) {
  return notWell(of, { atMs, containers }, lives);
}

it('a pod whose containers run and write is well', () => {
  expect(wrong(there)).toEqual([]);
});

it('a pod without a holder, or with a holder without an address, is not well', () => {
  expect(wrong(there.slice(1))).toEqual(['0 holders run']);
  expect(wrong([holder, ...there])).toEqual(['2 holders run']);
  expect(wrong([{ ...holder, hasAddress: false }, ...there.slice(1)])).toEqual(['the holder has no address']);
});

it('a pod of which a container has ended, is doubled or is silent is not well', () => {
  expect(wrong(there.slice(0, 2))).toEqual(['0 containers of app run']);
  expect(wrong([...there, seen('app', 1, 'b')])).toEqual(['2 containers of app run']);
  expect(wrong(there, [alive[0]!, alive[1]!, cutLife('app', 1500, 6000)])).toEqual(['app is silent']);
  expect(wrong(there, alive.slice(0, 2))).toEqual(['app has not begun']);
});

it('a pod whose containers are in different namespaces is not well', () => {
  const strayed = { ...cutLife('app', 1500, 9900), namespace: '2' };
  expect(wrong(there, [alive[0]!, alive[1]!, strayed])).toEqual([
    'its containers are in several network namespaces',
  ]);
  const restarted = { ...cutLife('app', 9000, 9900), namespace: '1' };
  expect(wrong(there, [alive[0]!, alive[1]!, { ...strayed, lastMs: 8900 }, restarted])).toEqual([]);
});

it('an app that has done its work is well without running', () => {
  const containers = plan.pod.containers.map((one) =>
    one.name === 'app' ? { ...one, lifeSeconds: 4 } : one,
  );
  const job = { ...plan, pod: { ...plan.pod, containers } };
  const done = life('app', 1500, 5500);
  expect(wrong(there.slice(0, 2), [alive[0]!, alive[1]!, done], job)).toEqual([]);
  expect(wrong(there.slice(0, 2), [alive[0]!, alive[1]!, cutLife('app', 1500, 5500)], job)).toHaveLength(1);
});

it('a captured pod without its proxy is not well', () => {
  expect(wrong(there, alive, { ...plan, captured: true })).toEqual(['haproxy does not run']);
  expect(wrong([...there, seen('haproxy', 0, 'h')], alive, { ...plan, captured: true })).toEqual([]);
});

it('an app that the fault hits stays ended under Never, and only then', () => {
  const of = (restartPolicy: 'Never' | 'OnFailure', target: string): Plan => ({
    ...plan,
    pod: { ...plan.pod, restartPolicy },
    fault: { ...plan.fault, target },
  });
  const ended = [...there.slice(0, 2), { ...seen('app', 0, 'a'), state: 'exited' }];
  expect(wrong(ended, alive, of('Never', 'app'))).toEqual([]);
  expect(wrong(ended, alive, of('OnFailure', 'app'))).toEqual(['0 containers of app run']);
  expect(wrong(ended, alive, of('Never', 'side'))).toEqual(['0 containers of app run']);
});
