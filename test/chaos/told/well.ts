import type { Plan } from '../plan/plan.ts';
import type { Life } from './life.ts';
import type { Seen, Snapshot } from './told.ts';

/** A container that runs notes a line ten times a second; one that is silent for this long does not run. */
const silentMs = 3000;

/**
 * What keeps the pod from being as it should be, in words; nothing when it is. Judged from what the engine lists and from
 * what the containers themselves have noted, not from what the program says.
 */
export function notWell(
  plan: Plan,
  { containers, atMs }: Snapshot,
  lives: readonly Life[],
): readonly string[] {
  const holders = containers.filter(({ role, state }) => role === 'holder' && state === 'running');
  const others = plan.pod.containers.filter(({ role }) => role !== 'init');
  return [
    ...(holders.length === 1 ? [] : [`${holders.length} holders run`]),
    ...(holders.every(({ hasAddress }) => hasAddress) ? [] : ['the holder has no address']),
    ...others.flatMap(({ name, lifeSeconds }) =>
      staysEnded(plan, name) && hasExited(containers, name)
        ? []
        : wrongWith(
            name,
            containers,
            lives.filter(({ container }) => container === name),
            atMs,
            lifeSeconds !== undefined,
          ),
    ),
    ...(plan.captured && running(containers, 'haproxy').length !== 1 ? ['haproxy does not run'] : []),
    ...apart(lives, atMs),
  ];
}

/** An app that the fault hits is not restarted under `Never`; the other apps go on. */
export function staysEnded({ pod, fault }: Plan, name: string): boolean {
  const isApp = pod.containers.some((one) => one.name === name && one.role === 'app');
  return pod.restartPolicy === 'Never' && fault.target === name && isApp;
}

function hasExited(containers: readonly Seen[], name: string): boolean {
  const own = containers.filter(({ container }) => container === name);
  return own.length > 0 && own.every(({ state }) => state === 'exited');
}

function wrongWith(
  name: string,
  containers: readonly Seen[],
  lives: readonly Life[],
  atMs: number,
  mayEnd: boolean,
): readonly string[] {
  const last = lives.at(-1);
  if (last === undefined) return [`${name} has not begun`];
  if (mayEnd && last.endMs !== undefined) return [];
  const count = running(containers, name).length;
  if (count !== 1) return [`${count} containers of ${name} run`];
  return last.lastMs < atMs - silentMs ? [`${name} is silent`] : [];
}

/** All that run share one network namespace. */
function apart(lives: readonly Life[], atMs: number): readonly string[] {
  const alive = lives.filter(({ lastMs, endMs }) => endMs === undefined && lastMs > atMs - silentMs);
  const newest = alive.filter(
    ({ container, beganMs }) =>
      !alive.some((other) => other.container === container && other.beganMs > beganMs),
  );
  return new Set(newest.map(({ namespace }) => namespace)).size > 1
    ? ['its containers are in several network namespaces']
    : [];
}

function running(containers: readonly Seen[], name: string): readonly Seen[] {
  return containers.filter(({ container, state }) => container === name && state === 'running');
}
