import { expectAll } from '../expect-all.ts';
import type { Scenario } from '../plan.ts';
import { app, init } from '../plan.ts';
import type { Story } from '../story.ts';

/** What a container leaves behind about its end (kubelet, `kuberuntime_container.go`, getTerminationMessage). */
export const messageRows: readonly Scenario[] = [
  {
    rows: [122],
    title: 'the file for the termination message is empty for every instance, and its text tells of the end',
    pod: {
      restartPolicy: 'OnFailure',
      containers: [
        init('i1', { d: 1, x: [3, 0], lastWords: 'no database' }),
        app('r1', { d: 2, lastWords: 'all done', terminationMessagePath: '/tmp/why' }),
        app('r2', { d: 2 }),
      ],
    },
    check: (s) =>
      expectAll({
        'both ends of i1 have its words': same(messages(s, 'i1'), ['no database', 'no database']),
        'r1 has its words, from a path of its own': same(messages(s, 'r1'), ['all done']),
        'r2 has none': same(messages(s, 'r2'), [undefined]),
      }),
  },
  {
    rows: [123],
    title: 'the log speaks for a container that fails and leaves no message, where the policy says so',
    pod: {
      restartPolicy: 'Never',
      containers: [
        app('r1', { d: 2, x: 4, fallsBackToLog: true }),
        app('r2', { d: 2, fallsBackToLog: true }),
        app('r3', { d: 2, x: 5, fallsBackToLog: true, lastWords: 'no queue' }),
      ],
    },
    check: (s) =>
      expectAll({
        'r1 has the end of its log': same(messages(s, 'r1'), ['Starting\nStarted\nDelaying\nExiting\n']),
        'r2 has ended well, so it has none': same(messages(s, 'r2'), [undefined]),
        'r3 has its own words': same(messages(s, 'r3'), ['no queue']),
      }),
  },
  {
    rows: [124],
    title: 'a container whose command does not exist ends with StartError',
    pod: { restartPolicy: 'Never', containers: [app('r1', { cannotStart: true }), app('r2', { d: 2 })] },
    check: (s) =>
      expectAll({
        'r1 ends so': same(
          s.of('ContainerTerminated', 'r1').map(({ exitCode, reason }) => `${exitCode} ${reason}`),
          ['128 StartError'],
        ),
        'its message has the command': messages(s, 'r1').every((message) => message?.includes('/nowhere')),
        'r2 runs to its end': s.said('r2', 'Exiting').length === 1,
      }),
  },
];

function messages(story: Story, container: string): readonly (string | undefined)[] {
  return story.of('ContainerTerminated', container).map(({ message }) => message);
}

function same(found: readonly (string | undefined)[], wanted: readonly (string | undefined)[]): boolean {
  return JSON.stringify(found) === JSON.stringify(wanted);
}
