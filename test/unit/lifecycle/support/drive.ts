import type { EventBody } from '../../../../src/events/types.ts';
import type { Command } from '../../../../src/lifecycle/state/commands.ts';
import type { Fact } from '../../../../src/lifecycle/state/facts.ts';
import type { Settings } from '../../../../src/lifecycle/state/settings.ts';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import { step } from '../../../../src/lifecycle/step.ts';

export interface Driven {
  readonly state: PodState;
  readonly told: readonly { readonly at: number; readonly event: EventBody }[];
  readonly sent: readonly { readonly at: number; readonly command: Command }[];
}

/** Steps from fact to fact and from wake to wake; `answer` says what becomes of each command, and when. */
export function drive(
  initial: PodState,
  facts: readonly Fact[],
  settings: Settings,
  answer: (command: Command, at: number) => readonly Fact[] = () => [],
  until = Number.POSITIVE_INFINITY,
): Driven {
  const told: { at: number; event: EventBody }[] = [];
  const sent: { at: number; command: Command }[] = [];
  let queue = [...facts].sort((a, b) => a.at - b.at);
  let state = initial;
  let wakeAt: number | undefined;
  for (;;) {
    const next = queue[0];
    const tick: Fact | undefined = wakeAt === undefined ? undefined : { type: 'tick', at: wakeAt };
    const fact = next && (!tick || next.at <= tick.at) ? next : tick;
    if (!fact || fact.at > until) return { state, told, sent };
    if (fact === next) queue = queue.slice(1);
    const result = step(state, fact, settings);
    state = result.state;
    wakeAt = result.wakeAt;
    for (const event of result.events) told.push({ at: fact.at, event });
    for (const command of result.commands) {
      sent.push({ at: fact.at, command });
      queue = [...queue, ...answer(command, fact.at)].sort((a, b) => a.at - b.at);
    }
  }
}

/** Every container ends so many milliseconds after its stop signal. */
export function stopsAfter(ms: (container: string) => number, exitCode = 0) {
  return (command: Command, at: number): readonly Fact[] => {
    if (command.type !== 'signal') return [];
    const { container, attempt } = command;
    const killed = command.signal === 'SIGKILL';
    const gone = at + (killed ? 0 : ms(container));
    return Number.isFinite(gone)
      ? [
          {
            type: 'exited',
            at: gone,
            container,
            attempt,
            exitCode: killed ? 137 : exitCode,
            oomKilled: false,
          },
        ]
      : [];
  };
}
