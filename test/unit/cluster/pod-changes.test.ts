import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { PodObject } from '../../../src/cluster/read/objects.ts';
import { podChanges } from '../../../src/cluster/read/pod-changes.ts';
import { endOf } from '../../../src/cluster/run/outcome.ts';
import { foldEvents, type PodView } from '../../../src/events/view.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';

/** The states that a real API server showed of a pod, one after another (Kubernetes 1.35.4). */
function recorded(name: string): readonly PodObject[] {
  const text = readFileSync(join(import.meta.dirname, 'states', `${name}.json`), 'utf8');
  return (JSON.parse(text) as readonly { object: PodObject }[]).map(({ object }) => object);
}

function told(states: readonly PodObject[]): readonly string[] {
  return states.flatMap((state, index) =>
    podChanges(states[index - 1], state).map(({ body }) => {
      const of = 'container' in body && 'attempt' in body ? ` ${body.container}#${body.attempt}` : '';
      const more =
        body.type === 'ContainerTerminated'
          ? ` ${body.exitCode}`
          : body.type === 'ContainerWaiting'
            ? ` ${body.reason} ${JSON.stringify(body.waitsFor ?? {})}`
            : '';
      return `${body.type}${of}${more}`;
    }),
  );
}

function viewOf(states: readonly PodObject[]): PodView {
  const journal = createJournal('p', () => 0);
  const events = states.flatMap((state, index) =>
    podChanges(states[index - 1], state).map(({ body, time }) =>
      journal.append(state.metadata.name, body, time),
    ),
  );
  return foldEvents(events).pods[states[0]!.metadata.name]!;
}

describe('the states of a pod on a cluster', () => {
  it('tell each instance of a crash loop once, with its number', () => {
    const lines = told(recorded('crash'));
    const runs = lines.filter((line) => line.startsWith('ContainerRunning'));
    const ends = lines.filter((line) => line.startsWith('ContainerTerminated'));
    expect(runs).toEqual([0, 1, 2, 3].map((attempt) => `ContainerRunning app#${attempt}`));
    expect(ends).toEqual([0, 1, 2, 3].map((attempt) => `ContainerTerminated app#${attempt} 3`));
    expect(lines).toContain('ContainerWaiting app#2 CrashLoopBackOff {"on":"backoff"}');
  });

  it('name what a container waits for, which the kubelet does not say', () => {
    const lines = told(recorded('stopped-early'));
    expect(lines).toContain('ContainerWaiting app#0 PodInitializing {"on":"sandbox"}');
    expect(lines).toContain('ContainerWaiting app#0 PodInitializing {"on":"exit","container":"setup"}');
    expect(lines).toContain('ContainerWaiting app#0 PodInitializing {"on":"started","container":"clock"}');
  });

  it('fold to the same view of the containers, seen one by one or only the last of them', () => {
    for (const name of ['crash', 'stopped-early']) {
      const states = recorded(name);
      const [all, last] = [viewOf(states), viewOf(states.slice(-1))];
      expect(last.phase).toBe(all.phase);
      const known = ({ containers }: PodView) =>
        containers.map(({ name: container, role, attempt, state }) => ({
          container,
          role,
          attempt,
          is: state.is,
          ...(state.is === 'terminated' && { exitCode: state.exitCode }),
        }));
      expect(known(last)).toEqual(known(all));
    }
  });

  it('tell what was missed between two of them as far as the newer one knows it', () => {
    const states = recorded('crash');
    const lines = told([states[1]!, states[7]!]);
    expect(lines.filter((line) => /Running|Terminated/.test(line))).toEqual([
      'ContainerRunning app#1',
      'ContainerTerminated app#1 3',
      'ContainerRunning app#2',
    ]);
  });

  it('end with the app container’s own exit code', () => {
    expect(endOf(recorded('crash').at(-1)!, 'gone')).toEqual({
      pod: 'crash',
      exitCode: 3,
      failure: 'pod crash failed: app exited 3',
    });
  });

  it('end with 1 where somebody else deleted a pod that had not ended', () => {
    const state = recorded('crash')[2]!;
    expect(endOf(state, 'there')).toBeUndefined();
    expect(endOf(state, 'gone')).toMatchObject({
      exitCode: 1,
      failure: 'pod crash was deleted from outside',
    });
  });
});
