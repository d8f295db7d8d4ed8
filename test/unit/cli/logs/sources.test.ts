import { describe, expect, it } from '@jest/globals';
import { instancesOf, successorOf } from '../../../../src/cli/logs/sources.ts';
import type { ListedContainer, ListedPod } from '../../../../src/docker/list.ts';

const pod = (...containers: readonly Partial<ListedContainer>[]): ListedPod => ({
  project: 'shop',
  pod: 'web',
  holder: 'h',
  containers: containers.map((more) => ({
    ...{ id: 'app-2', name: 'app', role: 'app', attempt: 2, image: 'i', state: 'running', status: '' },
    ...more,
  })),
});
const read = (listed: ListedPod, previous = false) =>
  instancesOf([listed], previous).map(({ id, source }) => [id, source.attempt]);

describe('the log that is read of a container', () => {
  it.each<[string, Partial<ListedContainer>, boolean, readonly unknown[]]>([
    ['that runs is that of its latest instance', { previous: 'app-1' }, false, [['app-2', 2]]],
    [
      'in a crash loop is that of the last instance that ran',
      { state: 'created', previous: 'app-1' },
      false,
      [['app-1', 1]],
    ],
    [
      'that has never run is the one that is made',
      { id: 'app-0', attempt: 0, state: 'created' },
      false,
      [['app-0', 0]],
    ],
    ['is that of the instance before with --previous', { previous: 'app-1' }, true, [['app-1', 1]]],
    ['is none with --previous where there was none before', {}, true, []],
  ])('%s', (_, container, previous, read_) => {
    expect(read(pod(container), previous)).toEqual(read_);
  });
});

it('the instance that comes after is waited for until it runs', () => {
  const [before] = instancesOf([pod({ id: 'app-1', attempt: 1, state: 'exited' })], false);
  const helper = { id: 'x', name: 'helper', attempt: 0 };
  expect(successorOf([pod({ state: 'created', previous: 'app-1' }, helper)], before!)).toBeUndefined();
  expect(successorOf([pod({ previous: 'app-1' }, helper)], before!)).toMatchObject({ id: 'app-2' });
  expect(successorOf([pod({ state: 'exited', id: 'app-1' })], before!)).toBe('gone');
});
