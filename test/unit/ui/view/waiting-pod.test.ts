import { expect, it } from '@jest/globals';
import { foldEvents } from '../../../../src/events/view.ts';
import { shownState } from '../../../../src/ui/view/container-state.ts';
import { created, one, origin, story } from '../../events/story.ts';

it('a container whose pod waits for other pods says so', () => {
  const { pods } = foldEvents(
    story('shop').tell(
      'web',
      created(one('app')),
      { type: 'PodWaiting', pods: [{ pod: 'db', until: 'ready' }] },
      {
        type: 'ContainerWaiting',
        container: 'app',
        attempt: 0,
        reason: 'ContainerCreating',
        waitsFor: { on: 'pods' },
      },
    ).events,
  );
  const web = pods['web']!;
  expect(shownState(web.containers[0]!, web, origin)).toMatchObject({ text: 'waits for other pods' });
});
