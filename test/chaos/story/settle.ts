import { notWell, staysEnded } from '../told/well.ts';
import { poll } from '../world/poll.ts';
import type { Stage } from './stage.ts';

/** The longest way back to where it should be: an engine that starts again, then a back-off of ten seconds, then a start. */
const settleMs = 90_000;

/** Waits until the pod is as it should be, or has ended and said why. What it finds instead is noted as lost. */
export async function settle(stage: Stage, when: string): Promise<'well' | 'ended' | 'lost'> {
  let why: readonly string[] = ['nothing was seen'];
  const found = await poll(settleMs, async () => {
    const snapshot = await stage.project.look().catch(() => undefined);
    if (!snapshot) return undefined;
    why = [...notWell(stage.plan, snapshot, stage.lives()), ...notReady(stage)];
    if (why.length === 0) return 'well' as const;
    return hasEnded(stage) ? ('ended' as const) : undefined;
  });
  if (found === undefined) stage.lost.push(`${when}, the pod is not as it should be: ${why.join('; ')}`);
  if (found === 'ended' && !hasReason(stage)) stage.lost.push(`${when}, the pod ended without a word of why`);
  return found ?? 'lost';
}

/** What an attached `up` tells must fit; a detached one tells nothing here. */
function notReady({ plan, up }: Stage): readonly string[] {
  if (plan.detached || up.hasEnded()) return [];
  const last = up.events().findLast(({ type }) => type === 'PodReady' || type === 'PodNotReady');
  const done = plan.pod.containers.some(
    ({ name, lifeSeconds, role }) => (role === 'app' && lifeSeconds !== undefined) || staysEnded(plan, name),
  );
  return last?.type === 'PodReady' || done ? [] : ['`up` does not call it ready'];
}

/** Nobody supervises it any more. */
function hasEnded({ plan, up, detachedProcesses }: Stage): boolean {
  if (!up.hasEnded()) return false;
  return !plan.detached || detachedProcesses().length === 0;
}

/** Work that is done needs no more words. */
function hasReason(stage: Stage): boolean {
  const { plan, up, folders } = stage;
  if (up.stderr().trim() !== '' || isDone(stage)) return true;
  if (plan.detached) return folders.words().trim() !== '';
  return up.events().some(({ type }) => type === 'PodSucceeded' || type === 'PodFailed');
}

function isDone({ plan, lives }: Stage): boolean {
  const apps = plan.pod.containers.filter(({ role }) => role === 'app');
  const all = lives();
  return apps.every(({ name }) => all.findLast(({ container }) => container === name)?.endMs !== undefined);
}
