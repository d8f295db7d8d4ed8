import type { EventBody } from '../../events/types.ts';
import type { ContainerState, PodState } from '../state/state.ts';
import { ordered } from '../state/turn.ts';

/** An event about something that happened at `at`, a moment of the monotonic clock. */
interface Retold {
  readonly body: EventBody;
  readonly at: number;
}

/**
 * What a supervisor that takes a pod over tells of it, so that those who listen know what runs already. The events that
 * brought it about were told by a supervisor that is gone.
 */
export function tellRestored(state: PodState, network: string, now: number): readonly Retold[] {
  const { sandbox, initialized } = state;
  const namespace: readonly Retold[] =
    sandbox.status === 'ready' && sandbox.id !== undefined && sandbox.ip !== undefined
      ? [
          {
            body: { type: 'SandboxReady', ip: sandbox.ip, network, holder: sandbox.id },
            at: state.createdAt,
          },
        ]
      : [];
  return [
    ...namespace,
    ...ordered(state).flatMap(retell),
    ...(initialized ? [{ body: { type: 'PodInitialized' }, at: now } as const] : []),
  ];
}

function retell({ name, attempt, role, instance }: ContainerState): readonly Retold[] {
  const of = { container: name, attempt };
  if (instance.is === 'running') {
    const { id, pid, startedAt: at, started, ready } = instance;
    return [
      { body: { type: 'ContainerRunning', ...of, id, pid, adopted: true }, at },
      ...(started ? [{ body: { type: 'ContainerStarted', ...of }, at } as const] : []),
      ...(ready && role !== 'init' ? [{ body: { type: 'ContainerReady', ...of }, at } as const] : []),
    ];
  }
  if (instance.is !== 'terminated') return [];
  const { exitCode, reason, message, finishedAt: at } = instance;
  const said = message === undefined ? {} : { message };
  return [{ body: { type: 'ContainerTerminated', ...of, exitCode, reason, ...said }, at }];
}
