import type { OutriderEvent } from '../../../src/events/types.ts';
import { isVictim, type Shown } from '../told/told.ts';
import type { Stage } from './stage.ts';

const logsMs = 30_000;

/** What `logs` shows of the instances that run now. */
export async function askForLogs(stage: Stage): Promise<Shown | undefined> {
  const before = stage.lives();
  const command = stage.start(['logs', '--output', 'json']);
  if (!(await command.mustEnd(logsMs)) || command.exitCode() !== 0) return undefined;
  // What was removed meanwhile took its log along.
  const { containers } = await stage.project.look();
  const there = new Set(containers.map(({ container }) => container));
  const current = before.filter(
    ({ container, who }) =>
      there.has(container) && before.findLast((life) => life.container === container)?.who === who,
  );
  return {
    by: 'logs',
    lines: linesOf(command.events()),
    expected: current.map(({ who, lines }) => ({ who, lines })),
    excused: excused(stage),
  };
}

/** What an attached `up` has told from its beginning to its end. */
export function toldByUp(stage: Stage): Shown | undefined {
  const { up, plan } = stage;
  // `down` kills a supervisor that is frozen.
  const cutOff = up.record().killed || plan.fault.kind === 'freeze-supervisor';
  // An `up` that takes a pod over tells what is new since then; `logs` has the rest.
  const tookOver = plan.fault.kind === 'kill-supervisor' || plan.fault.kind === 'up-during-down';
  if (plan.detached || cutOff || tookOver) return undefined;
  return {
    by: 'up',
    lines: linesOf(up.events()),
    expected: stage.lives().map(({ who, lines }) => ({ who, lines })),
    excused: excused(stage),
  };
}

function linesOf(events: readonly OutriderEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'Log' && event.container !== 'haproxy' ? [event.line] : [],
  );
}

/** An engine that is killed or restarted drops what it had not yet written; a container that is removed takes its log along. */
function excused(stage: Stage): readonly string[] {
  const { plan } = stage;
  const lives = stage.lives();
  if (plan.fault.kind.includes('engine') && plan.fault.kind !== 'cut-engine')
    return lives.map(({ who }) => who);
  if (plan.fault.kind !== 'remove-container') return [];
  return lives.filter(({ container }) => isVictim(plan, container)).map(({ who }) => who);
}
