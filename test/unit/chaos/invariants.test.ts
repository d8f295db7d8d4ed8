import { expect, it } from '@jest/globals';
import { judge } from '../../chaos/invariants/all.ts';
import { commandsEnd } from '../../chaos/invariants/commands.ts';
import { countsAreKept } from '../../chaos/invariants/counts.ts';
import { everyLineOnce } from '../../chaos/invariants/lines.ts';
import {
  initsOnce,
  oneAtATime,
  onlyVictimsRestart,
  sidecarsOutliveApps,
  stoppedWithGrace,
} from '../../chaos/invariants/lives.ts';
import { cutLife, life, plan, seen, told, withFault } from './told.ts';

const init = life('init', 1000, 1200);
const side = life('side', 1300, 9000, { termMs: 8900 });
const app = life('app', 1500, 8500, { termMs: 8000 });

it('a run in which everything goes as it should breaks no rule', () => {
  expect(judge(told())).toEqual({ lost: [], left: [], broken: [] });
});

it('two instances of a container at the same time are found', () => {
  const lives = [init, side, app, life('app', 8400, 8600)];
  expect(oneAtATime(told({ lives }))).toEqual(['two at once: app.8400 began while app.1500 was running']);
  expect(oneAtATime(told({ lives: [init, side, app, life('app', 8600, 8900)] }))).toEqual([]);
});

it('an init container that runs again in the namespace in which it completed is found', () => {
  const again = life('init', 3000, 3200);
  expect(initsOnce(told({ lives: [init, again] }))).toEqual(['init ran again although it had completed']);
  expect(initsOnce(told({ lives: [init, { ...again, namespace: '2' }] }))).toEqual([]);
  expect(initsOnce(told({ lives: [cutLife('init', 1000, 1200), again] }))).toEqual([]);
  expect(initsOnce(told({ lives: [init, again], plan: withFault('remove-container', 'init') }))).toEqual([]);
  expect(initsOnce(told({ lives: [init, again], plan: withFault('kill-holder') }))).toEqual([]);
});

it('a container that is started again although nothing happened to it is found', () => {
  const lives = [init, side, app, life('app', 8600, 8900)];
  expect(onlyVictimsRestart(told({ lives }))).toEqual([
    'app was started again although nothing had happened to it',
  ]);
  expect(onlyVictimsRestart(told({ lives, plan: withFault('kill-container') }))).toEqual([]);
  expect(onlyVictimsRestart(told({ lives, plan: withFault('kill-container', 'side') }))).toHaveLength(1);
  expect(onlyVictimsRestart(told({ lives, plan: withFault('kill-engine') }))).toEqual([]);
});

it('a sidecar that is stopped while an app still runs is found', () => {
  const early = life('side', 1300, 5000);
  expect(sidecarsOutliveApps(told({ lives: [early, app] }))).toEqual(['side was stopped while app.1500 ran']);
  expect(sidecarsOutliveApps(told({ lives: [side, app] }))).toEqual([]);
});

it('a sidecar that is killed while an app still runs is found', () => {
  const lives = [cutLife('side', 1300, 5000), app];
  expect(sidecarsOutliveApps(told({ lives }))).toHaveLength(1);
  expect(sidecarsOutliveApps(told({ lives, plan: withFault('kill-container', 'side') }))).toEqual([]);
});

it('a sidecar may be stopped beside an app once the grace period is nearly over', () => {
  const stubborn = life('app', 1500, 12_000, { termMs: 8000 });
  const lives = [life('side', 1300, 11_200), stubborn];
  expect(sidecarsOutliveApps(told({ lives }))).toEqual([]);
  expect(sidecarsOutliveApps(told({ lives: [life('side', 1300, 10_900), stubborn] }))).toHaveLength(1);
});

it('a container that is killed without a signal, or within its grace period, is found', () => {
  expect(stoppedWithGrace(told({ lives: [cutLife('app', 1500, 8100)] }))).toEqual([
    'app.1500 was killed without a signal',
  ]);
  expect(stoppedWithGrace(told({ lives: [cutLife('app', 1500, 8100, 8000)] }))).toEqual([
    'app.1500 was killed during its grace period',
  ]);
  expect(
    stoppedWithGrace(told({ lives: [cutLife('app', 1500, 8100)], plan: withFault('kill-container') })),
  ).toEqual([]);
});

it('a container that was just beginning, or that still runs, counts not as killed', () => {
  expect(stoppedWithGrace(told({ lives: [cutLife('app', 7500, 8100)] }))).toEqual([]);
  expect(stoppedWithGrace(told({ lives: [cutLife('app', 1500, 11_900)] }))).toEqual([]);
});

it('a restart count that begins again is found', () => {
  const lives = [cutLife('app', 1500, 4000), app];
  const snapshots = [{ atMs: 1, containers: [seen('app', 0, 'a')] }];
  expect(countsAreKept(told({ lives, snapshots }))).toEqual([
    'app was started 2 times but its newest attempt is 0',
  ]);
  const counted = [...snapshots, { atMs: 2, containers: [seen('app', 1, 'b')] }];
  expect(countsAreKept(told({ lives, snapshots: counted }))).toEqual([]);
});

it('an attempt that is started twice is found', () => {
  const snapshots = [
    { atMs: 1, containers: [seen('app', 0, 'a')] },
    { atMs: 2, containers: [seen('app', 0, 'b')] },
  ];
  expect(countsAreKept(told({ snapshots }))).toEqual(['attempt 0 of app was started twice']);
  const leftover = [snapshots[0]!, { atMs: 2, containers: [seen('app', 0, 'b', 'created')] }];
  expect(countsAreKept(told({ snapshots: leftover }))).toEqual([]);
});

it('a line that is missing, doubled or out of its order is found', () => {
  const show = (numbers: readonly number[], excused: readonly string[] = []): readonly string[] => {
    const lines = numbers.map((number) => `app.1 ${number}`);
    return everyLineOnce(
      told({ shown: [{ by: 'logs', lines, expected: [{ who: 'app.1', lines: 3 }], excused }] }),
    );
  };
  expect(show([1, 2, 3])).toEqual([]);
  expect(show([1, 2, 3, 4])).toEqual([]);
  expect(show([1, 3])).toEqual(['logs: app.1 goes from line 1 to 3']);
  expect(show([1, 2, 2, 3])).toEqual(['logs: app.1 goes from line 2 to 2']);
  expect(show([2, 1, 3])).toEqual(['logs: app.1 goes from line 0 to 2']);
  expect(show([1, 2])).toEqual(['logs: app.1 wrote 3 lines, the last shown is 2']);
  expect(show([])).toEqual(['logs: app.1 wrote 3 lines, the last shown is 0']);
  expect(show([1, 3], ['app.1'])).toEqual([]);
  expect(show([1, 3, 3], ['app.1'])).toEqual(['logs: app.1 goes from line 3 to 3']);
});

it('a command that does not end, is late or breaks off with a stack trace is found', () => {
  const command = { words: 'outrider ps', boundMs: 2000, tookMs: 500, exitCode: 0, killed: false, said: '' };
  const wrong = (more: object) => commandsEnd(told({ commands: [{ ...command, ...more }] }));
  expect(wrong({})).toEqual([]);
  expect(wrong({ tookMs: undefined })).toEqual(['`outrider ps` did not end within 2 s']);
  expect(wrong({ tookMs: 2500 })).toEqual(['`outrider ps` took 2.5 s, more than 2 s']);
  expect(wrong({ tookMs: undefined, killed: true })).toEqual([]);
  expect(wrong({ said: 'outrider: no pod is on the engine' })).toEqual([]);
  expect(wrong({ said: 'Error: x\n    at run (file:///a/main.js:1:2)\n' })).toHaveLength(1);
});

it('what was lost or left behind fails a run', () => {
  expect(judge(told({ plan, lost: ['the pod'], left: ['volume a'] }))).toEqual({
    lost: ['the pod'],
    left: ['volume a'],
    broken: [],
  });
});
