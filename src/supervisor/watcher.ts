import type { Report } from '../lifecycle/facts.ts';
import type { PodState } from '../lifecycle/state.ts';
import type { Loop } from './loop.ts';
import type { Engine, Notice } from './ports.ts';

/**
 * Turns what the engine notices into facts, for as long as the pod lives. What happened to an adopted pod between the look
 * at it and the first notice is made up for.
 */
export async function watch(
  engine: Engine,
  loop: Loop,
  adopted: boolean,
  signal: AbortSignal,
): Promise<void> {
  const notices = engine.watch(signal);
  if (adopted) await catchUp(engine, loop, signal);
  for await (const notice of notices) {
    if (notice.type === 'reconnected') await catchUp(engine, loop, signal);
    else {
      const report = factOf(loop.state(), notice);
      if (report) loop.post(report);
    }
  }
}

/** The fact behind a notice; undefined when it is about nothing that the pod still cares for. */
export function factOf(
  state: PodState,
  notice: Exclude<Notice, { type: 'reconnected' }>,
): Report | undefined {
  if (notice.type === 'sandboxLost') {
    if (notice.id !== state.sandbox.id) return undefined;
    return { type: 'sandboxLost', attempt: state.sandbox.attempt, message: notice.message };
  }
  const owner = Object.values(state.containers).find(
    ({ instance }) => 'id' in instance && instance.id === notice.id && instance.is !== 'terminated',
  );
  if (!owner) return undefined;
  const of = { container: owner.name, attempt: owner.attempt };
  if (notice.type === 'removed') return { type: 'vanished', ...of };
  const { exitCode, oomKilled, finishedAt } = notice;
  return { type: 'exited', ...of, exitCode, oomKilled, finishedAt };
}

/** While the connection was down nobody told us anything: compare what should be with what is. */
async function catchUp(engine: Engine, loop: Loop, signal: AbortSignal): Promise<void> {
  const observed = await engine.observe(signal);
  const state = loop.state();
  if (state.sandbox.id && !observed.sandbox?.running && state.sandbox.status === 'ready')
    loop.post({
      type: 'sandboxLost',
      attempt: state.sandbox.attempt,
      message: 'it was gone after a lost connection',
    });
  for (const { name, attempt, instance } of Object.values(state.containers)) {
    if (instance.is !== 'running' && instance.is !== 'prepared' && instance.is !== 'starting') continue;
    const seen = observed.containers.find(({ id }) => id === instance.id);
    if (!seen) loop.post({ type: 'vanished', container: name, attempt });
    else if (seen.state.is === 'exited') {
      const { exitCode, oomKilled, finishedAt } = seen.state;
      loop.post({ type: 'exited', container: name, attempt, exitCode, oomKilled, finishedAt });
    }
  }
}
