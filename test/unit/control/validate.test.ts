import { expect, it } from '@jest/globals';
import { readRequest, reportOf } from '../../../src/control/validate.ts';
import { pod } from '../../support/pods.ts';

const peer = {
  pod: 'db',
  made: 'c1',
  generation: 0,
  hasRun: true,
  ready: true,
  alive: true,
  containers: { srv: { hasRun: true, ready: true } },
  apps: ['srv'],
};

it.each<[string, Readonly<Record<string, unknown>>, boolean]>([
  ['is whole', {}, true],
  ['has ended', { over: { phase: 'Failed', message: 'it was stopped' } }, true],
  ['has no name', { pod: '' }, false],
  ['has a word for a flag', { ready: 'yes' }, false],
  ['has a list of containers', { containers: ['srv'] }, false],
  ['has a container that is a word', { containers: { srv: 'runs' } }, false],
  ['has no apps', { apps: undefined }, false],
  ['has an end that is a word', { over: 'Failed' }, false],
])('what another run tells of a pod that %s is checked', (_, change, isTaken) => {
  const report = { type: 'peer', peer: { ...peer, ...change } };
  expect(reportOf(report)).toEqual(isTaken ? report : undefined);
});

it('a stop may name the pods that end before, and nothing else', () => {
  const stop = { type: 'stopPod', reason: 'it is over' };
  expect(reportOf({ ...stop, after: ['web'] })).toEqual({ ...stop, after: ['web'] });
  expect(reportOf(stop)).toEqual(stop);
  expect(reportOf({ ...stop, after: [1] })).toBeUndefined();
  expect(reportOf({ ...stop, after: 'web' })).toBeUndefined();
});

it('what another run tells of its pods is taken only when Services can work with it', () => {
  const served = { pod: pod({ name: 'web' }), ip: '10.1.0.2', ready: true, terminating: false };
  const read = (body: object) =>
    readRequest(JSON.stringify({ id: 1, body: { type: 'served', served: body } }));
  expect(read(served)).toMatchObject({ ok: true });
  expect(read({ ...served, ip: undefined })).toMatchObject({ ok: true });
  expect(read({ ...served, ip: '10.1.0.2; rm' })).toMatchObject({ ok: false });
  expect(read({ ...served, ready: 'yes' })).toMatchObject({ ok: false });
  expect(read({ ...served, pod: { name: 'web' } })).toMatchObject({ ok: false });
});
