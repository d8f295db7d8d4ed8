import type { Told } from '../told/told.ts';

/** Restart counts go on: a container's attempts are as many as its starts, and no two instances have the same one. */
export function countsAreKept({ plan, lives, snapshots }: Told): readonly string[] {
  // Another `up` after `down` counts from the beginning.
  if (plan.fault.kind === 'up-during-down') return [];
  const started = snapshots
    .flatMap(({ containers }) => containers)
    .filter(({ container, state }) => container !== '' && state !== 'created');
  const names = [...new Set(started.map(({ container }) => container))];
  return names.flatMap((name) => {
    const own = started.filter(({ container }) => container === name);
    const newest = Math.max(...own.map(({ attempt }) => attempt));
    const starts = lives.filter(({ container }) => container === name).length;
    const twice = own.find(({ attempt, id }) =>
      own.some((other) => other.attempt === attempt && other.id !== id),
    );
    return [
      ...(starts > newest + 1
        ? [`${name} was started ${starts} times but its newest attempt is ${newest}`]
        : []),
      ...(twice ? [`attempt ${twice.attempt} of ${name} was started twice`] : []),
    ];
  });
}
