import type { Stage } from './stage.ts';

/** The command line of a run's `up`. */
export function upArgs({ plan, manifest, folders }: Omit<Stage, 'up'>): readonly string[] {
  return [
    'up',
    manifest,
    ...(plan.captured ? ['--with', 'haproxy'] : []),
    ...(plan.fault.kind === 'fill-disk' ? ['--record', `${folders.state}/recording`] : []),
    ...(plan.detached ? ['--detach'] : ['--output', 'json']),
  ];
}
