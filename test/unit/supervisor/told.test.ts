import { expect, it } from '@jest/globals';
import type { EventBody } from '../../../src/events/types.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';

const probed = (ok: boolean, changed: boolean, container = 'app', message = ''): EventBody => ({
  type: ok ? 'ProbeSucceeded' : 'ProbeFailed',
  container,
  attempt: 0,
  probe: 'liveness',
  message,
  changed,
});

function replayed(...bodies: readonly EventBody[]): readonly number[] {
  const journal = createJournal('shop', () => 0);
  for (const body of bodies) journal.append('web', body);
  const seen: number[] = [];
  journal.subscribe(({ seq }) => seen.push(seq), { replay: true });
  return seen;
}

it('a probe that is asked for days takes no more memory than one that was asked once', () => {
  const same = Array.from({ length: 1000 }, () => probed(true, false));
  expect(replayed(probed(true, true), ...same)).toEqual([1, 1001]);
});

it('every change of a verdict is kept, and the newest result of each probe', () => {
  const seen = replayed(
    probed(true, true),
    probed(true, false),
    probed(false, false, 'other'),
    probed(false, false),
    probed(false, true),
    probed(false, false),
  );
  expect(seen).toEqual([1, 3, 5, 6]);
});

it('log lines are not kept', () => {
  const line = {
    type: 'Log',
    container: 'app',
    attempt: 0,
    stream: 'stdout',
    line: '',
    partial: false,
  } as const;
  expect(replayed(line, { type: 'PodReady' }, line)).toEqual([2]);
});

it('of what is looked at again and again the newest is kept', () => {
  const ports = (port: number): EventBody => ({
    type: 'PortsListened',
    listeners: [{ address: '*', port, uid: 0 }],
  });
  const lines = (container: string): EventBody => ({
    type: 'LastLines',
    container,
    attempt: 0,
    lines: ['x'],
  });
  expect(replayed(ports(1), lines('app'), lines('other'), ports(2), lines('app'))).toEqual([3, 4, 5]);
});
