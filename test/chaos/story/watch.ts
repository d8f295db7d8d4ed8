import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.ts';

const betweenMs = 300;

/** Notes what the engine lists, again and again; while the engine is away there is nothing to note. */
export function keepLooking({ project, snapshots }: Omit<Stage, 'up'>): { stop(): Promise<void> } {
  let going = true;
  const looking = (async () => {
    while (going) {
      await project.look().then(
        (snapshot) => void snapshots.push(snapshot),
        () => {},
      );
      await sleep(betweenMs);
    }
  })();
  return {
    async stop() {
      going = false;
      await looking;
    },
  };
}
