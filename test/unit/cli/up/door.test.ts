import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Door, openDoor } from '../../../../src/cli/up/door.ts';
import { type FoundRun, findRuns } from '../../../../src/control/find.ts';
import { type MeetingPlace, meetingPlace } from '../../../../src/control/place.ts';
import type { ServedPod } from '../../../../src/pod/served-pod.ts';
import { createJournal } from '../../../../src/supervisor/journal.ts';
import { pod } from '../../../support/pods.ts';

let folder: string;
let place: MeetingPlace;
let door: Door;
let withdrawn: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-door-'));
  place = meetingPlace({ XDG_RUNTIME_DIR: folder }, { project: 'shop', engine: 'unix:///e.sock' });
  withdrawn = [];
  door = await openDoor(place, ['web', 'db'], (reason) => void withdrawn.push(reason));
});
afterEach(() => {
  door.close();
  rmSync(folder, { recursive: true });
});

async function found(): Promise<Extract<FoundRun, { readonly is: 'there' }>> {
  const [run] = await findRuns(place);
  if (run?.is !== 'there') throw new Error(`it is ${run?.is}`);
  return run;
}

const down = (pod: string) => ({ type: 'down', pod, reason: 'outrider down' }) as const;

it('an up is found before it has its pods, and ends when every one of them is asked to', async () => {
  const { client, pods, coming } = await found();
  expect([pods, coming]).toEqual([[], ['web', 'db']]);
  await client.ask(down('web'));
  expect([withdrawn, door.withdrawn.aborted]).toEqual([[], false]);
  await client.ask(down('db'));
  expect([withdrawn, door.withdrawn.aborted]).toEqual([['outrider down'], true]);
  client.close();
});

it('a run hears of what was asked before it began, and its events reach those who listen already', async () => {
  const { client } = await found();
  await client.ask(down('db'));
  const heard: string[] = [];
  client.subscribe((notice) => void heard.push(notice.type)).catch(() => {});
  await client.ask({ type: 'pods' });
  const journal = createJournal('shop', () => 0);
  journal.append('web', { type: 'PodReady' });
  const ended: string[] = [];
  await door.listen({ supervisors: () => [], events: journal, down: (pod) => void ended.push(pod) });
  journal.append('web', { type: 'PodReady' });
  await client.ask({ type: 'pods' });
  expect([ended, heard]).toEqual([['db'], ['event', 'event']]);
  expect(await client.ask({ type: 'pods' })).toEqual({ type: 'pods', pods: [], coming: [] });
  client.close();
});

it('a run hears of pods that another run told of before it began, and tells those who ask already', async () => {
  const { client } = await found();
  const other = pod({ name: 'other' });
  const own = pod({ name: 'web' });
  await client.ask({
    type: 'served',
    served: { pod: other, ip: '10.1.0.2', ready: true, terminating: false },
  });
  const told = new Promise<string>((resolve) => {
    void client.followServed((served) => resolve(served.pod.name));
  });
  await client.ask({ type: 'pods' });
  const heard: string[] = [];
  const served = {
    hear: (one: ServedPod) => void heard.push(one.pod.name),
    follow: (listener: (one: ServedPod) => void) => {
      listener({ pod: own, ready: false, terminating: false });
      return () => {};
    },
  };
  const events = createJournal('shop', () => 0);
  await door.listen({ supervisors: () => [], events, served, down: () => {} });
  expect([heard, await told]).toEqual([['other'], 'web']);
  client.close();
});
