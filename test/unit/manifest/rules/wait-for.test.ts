import { describe, expect, it } from '@jest/globals';
import { fullProblemsOf, podsOf, problemsOf } from '../read-text.ts';

const pod = (name: string, waitFor?: string, spec = 'containers: [{name: app, image: i}]'): string => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}${waitFor === undefined ? '' : `\n  annotations: {outrider.dev/wait-for: "${waitFor}"}`}
spec: {${spec.startsWith('containers') ? '' : `${spec}, `}containers: [{name: app, image: i}]}
---`;
const once = 'restartPolicy: Never';

describe('what a pod waits for', () => {
  it('is a list of pods, each with a condition and options', () => {
    const text = [
      pod('web', 'db, migrate:completed, cache/side:started:optional, queue:healthy:restart'),
      pod('db'),
      pod('migrate', undefined, once),
      pod('cache', undefined, 'initContainers: [{name: side, image: i, restartPolicy: Always}]'),
      pod('queue'),
    ].join('');
    expect(podsOf(text)[0]!.waitFor).toEqual([
      { pod: 'db', until: 'ready' },
      { pod: 'migrate', until: 'completed' },
      { pod: 'cache', container: 'side', until: 'started', optional: true },
      { pod: 'queue', until: 'healthy', restart: true },
    ]);
    expect(podsOf(text)[1]).not.toHaveProperty('waitFor');
  });

  it('may be a workload, and then all of its pods', () => {
    const workload = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:
  replicas: 2
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: app, image: i}]}}
---`;
    expect(podsOf(pod('web', 'db') + workload)[0]!.waitFor).toEqual([
      { pod: 'db-0', until: 'ready' },
      { pod: 'db-1', until: 'ready' },
    ]);
  });

  const at = "f:6:40: error: metadata.annotations['outrider.dev/wait-for']: ";
  it.each([
    ['', [`${at}needs the name of a pod`]],
    ['db:redy', [`${at}no condition redy in db:redy; did you mean ready?`]],
    [
      'db:soon',
      [
        `${at}no condition soon in db:soon; it is one of started, ready, healthy, completed, optional, restart`,
      ],
    ],
    ['db:ready:started', [`${at}has two conditions in db:ready:started: ready, started`]],
    ['db/', [`${at}needs POD or POD/CONTAINER before the first colon, found db/`]],
    [':ready', [`${at}needs POD or POD/CONTAINER before the first colon, found :ready`]],
  ])('that cannot be read is told at its place: %j', (waitFor, expected) => {
    expect(problemsOf(pod('web', waitFor) + pod('db'))).toEqual(expected);
  });

  const place = 'f:6:40: error: ';
  it.each([
    ['bd', `${place}web waits for bd, but there is no pod bd in these files; did you mean db?`],
    ['nobody', `${place}web waits for nobody, but there is no pod nobody in these files`],
    ['db/ap', `${place}pod db has no container ap; did you mean app?`],
    ['db:completed', `${place}db never completes: its container app has restartPolicy Always`],
    ['web', `${place}goes in a circle: web waits for web (line 6)`],
  ])('that cannot come to be is told at its place: %j', (waitFor, expected) => {
    expect(problemsOf(pod('web', waitFor) + pod('db'))).toEqual([expected]);
  });

  it('that is not there is no error where it is optional', () => {
    expect(podsOf(pod('web', 'nobody:optional'))[0]).not.toHaveProperty('waitFor');
  });

  it('that goes in a circle is told once, with the line of every step', () => {
    const text = pod('web', 'api') + pod('api', 'db') + pod('db', 'web') + pod('other', 'web');
    expect(fullProblemsOf(text)).toContain(
      'f:6:40: error: goes in a circle: web waits for api (line 6), api waits for db (line 13), db waits for web (line 20)',
    );
    expect(problemsOf(text)).toHaveLength(1);
  });
});
