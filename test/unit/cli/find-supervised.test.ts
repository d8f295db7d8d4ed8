import { expect, it } from '@jest/globals';
import { type Found, resolveTarget, type Supervised } from '../../../src/cli/find/find-supervised.ts';
import type { Unreached } from '../../../src/cli/find/unreached.ts';

function supervised(pod: string, containers: readonly string[]): Supervised {
  const state = { containers: Object.fromEntries(containers.map((name) => [name, {}])) };
  return { project: 'demo', pod, pid: 1, state, control: {} } as unknown as Supervised;
}

function unreached(pod: string, containers: readonly string[]): Unreached {
  const listed = { containers: containers.map((name) => ({ name })) };
  const words = `pod ${pod} is supervised by process 7, which is stopped`;
  return {
    project: 'demo',
    pod,
    listed,
    words,
    hint: '`kill -CONT 7` lets it go on.',
  } as unknown as Unreached;
}

const server = supervised('server', ['app', 'proxy']);
const client = supervised('client', ['app', 'probe']);

function found(more: Partial<Found> = {}): Found {
  return { supervised: [server, client], unreached: [], close() {}, ...more };
}

it('a container that one pod alone has is found by its name', () => {
  expect(resolveTarget(found(), 'proxy')).toEqual({ supervised: server, container: 'proxy' });
});

it('a container that several pods have is found by its pod and its name', () => {
  expect(resolveTarget(found(), 'client/app')).toEqual({ supervised: client, container: 'app' });
  expect(resolveTarget(found(), 'server/app')).toEqual({ supervised: server, container: 'app' });
});

it('a container that several pods have is not chosen among them', () => {
  expect(() => resolveTarget(found(), 'app')).toThrow('several pods have a container app');
});

it('a pod is found by its name', () => {
  expect(resolveTarget(found(), 'client')).toEqual({ supervised: client });
});

it('a name that nobody has is told together with those that there are', () => {
  expect(() => resolveTarget(found(), 'client/proxy')).toThrow('there is no pod or container client/proxy');
  expect(() => resolveTarget(found(), 'toString')).toThrow('there is no pod or container toString');
});

it('a container of a pod whose supervisor does not answer is told by what its supervisor does', () => {
  const stopped = found({ supervised: [client], unreached: [unreached('server', ['app', 'proxy'])] });
  expect(() => resolveTarget(stopped, 'proxy')).toThrow('process 7, which is stopped');
  expect(() => resolveTarget(stopped, 'server')).toThrow('process 7, which is stopped');
  expect(resolveTarget(stopped, 'probe')).toEqual({ supervised: client, container: 'probe' });
});
