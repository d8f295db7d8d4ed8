import type { Stage } from '../story/stage.ts';
import type { Seen } from '../told/told.ts';
import { poll } from '../world/poll.ts';

const appearMs = 8000;

/** The running container of a name, `''` for the holder, once there is one; nothing when none comes. */
export function running(stage: Stage, container: string): Promise<Seen | undefined> {
  return poll(appearMs, async () => {
    const snapshot = await stage.project.look().catch(() => undefined);
    return snapshot?.containers.find((seen) => isIt(seen, container) && seen.state === 'running');
  });
}

function isIt({ container, role }: Seen, name: string): boolean {
  return name === '' ? role === 'holder' : container === name;
}

/** The process that supervises the pod: the attached `up`, or the one that `up -d` has left behind. */
export async function supervisorOf(stage: Stage): Promise<number | undefined> {
  if (!stage.plan.detached) return stage.up.hasEnded() ? undefined : stage.up.pid;
  return poll(appearMs, () => stage.detachedProcesses().find(({ argv }) => argv.includes('up'))?.pid);
}
