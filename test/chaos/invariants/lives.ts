import { shakesAll } from '../plan/fault-kinds.ts';
import type { Life } from '../told/life.ts';
import { isVictim, type Told } from '../told/told.ts';

/** A life that is this young may not have reached the line that handles SIGTERM. */
const youngMs = 800;
/** An app that goes on for this long after its sidecar was stopped was running; less is the time between two notes. */
const noteMs = 400;
/** What has noted nothing for this long does not run. */
const silentMs = 1000;

/** One instance of a container at a time. */
export function oneAtATime({ lives }: Told): readonly string[] {
  return pairs(lives)
    .filter(([before, after]) => after.beganMs < before.lastMs)
    .map(([before, after]) => `two at once: ${after.who} began while ${before.who} was running`);
}

/** An init container that has completed is not run again in the same namespace. */
export function initsOnce({ plan, lives }: Told): readonly string[] {
  // The kernel gives the number of a namespace that is gone to the next one.
  if (shakesAll(plan.fault.kind) || beginsAnew(plan)) return [];
  return pairs(lives.filter(({ container }) => isInit(plan, container) && !isVictim(plan, container)))
    .filter(([before, after]) => before.endMs !== undefined && before.namespace === after.namespace)
    .map(([, after]) => `${after.container} ran again although it had completed`);
}

/** Only what the fault ended is started again. */
export function onlyVictimsRestart({ plan, lives }: Told): readonly string[] {
  if (shakesAll(plan.fault.kind) || beginsAnew(plan)) return [];
  return pairs(lives.filter(({ container }) => !isInit(plan, container) && !isVictim(plan, container))).map(
    ([, after]) => `${after.container} was started again although nothing had happened to it`,
  );
}

/** A sidecar does not go before an app that is still running, but for the end of the grace period. */
export function sidecarsOutliveApps(told: Told): readonly string[] {
  const { plan, lives, stopMs = Number.POSITIVE_INFINITY } = told;
  if (shakesAll(plan.fault.kind)) return [];
  const graceOver = stopMs + (plan.pod.graceSeconds - 1) * 1000;
  const apps = lives.filter(({ container }) => roleOf(plan, container) === 'app');
  return lives
    .filter(({ container }) => roleOf(plan, container) === 'sidecar' && !isVictim(plan, container))
    .flatMap((sidecar) => {
      const wentMs = sidecar.termMs ?? sidecar.endMs ?? sidecar.lastMs;
      const app = apps.find(({ beganMs, lastMs }) => beganMs < wentMs && lastMs > wentMs + noteMs);
      return app && wentMs < graceOver ? [`${sidecar.container} was stopped while ${app.who} ran`] : [];
    });
}

/** What is stopped gets its signal and the time to end by itself. */
export function stoppedWithGrace({ plan, lives, overMs }: Told): readonly string[] {
  if (shakesAll(plan.fault.kind)) return [];
  return (
    lives
      .filter(({ container }) => roleOf(plan, container) !== 'init' && !isVictim(plan, container))
      // What still runs has been left behind, which is another fault.
      .filter(({ endMs, lastMs }) => endMs === undefined && lastMs < overMs - silentMs)
      .filter(({ beganMs, lastMs }) => lastMs - beganMs > youngMs)
      .map(({ who, termMs }) =>
        termMs === undefined
          ? `${who} was killed without a signal`
          : `${who} was killed during its grace period`,
      )
  );
}

/** The pod of another `up` begins from nothing. */
function beginsAnew({ fault }: Told['plan']): boolean {
  return fault.kind === 'up-during-down';
}

function roleOf({ pod }: Told['plan'], container: string): string | undefined {
  return pod.containers.find(({ name }) => name === container)?.role;
}

function isInit(plan: Told['plan'], container: string): boolean {
  return roleOf(plan, container) === 'init';
}

/** Each life with the one that followed it in the same container. */
function pairs(lives: readonly Life[]): readonly (readonly [Life, Life])[] {
  const sorted = [...lives].sort((a, b) => a.beganMs - b.beganMs);
  return sorted.flatMap((life, index) => {
    const next = sorted.slice(index + 1).find(({ container }) => container === life.container);
    return next ? [[life, next] as const] : [];
  });
}
