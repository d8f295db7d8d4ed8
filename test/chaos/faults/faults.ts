import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from '../plan/fault-kinds.ts';
import { podName } from '../plan/manifest.ts';
import type { Stage } from '../story/stage.ts';
import { upArgs } from '../story/up.ts';
import { poll } from '../world/poll.ts';
import { signalTo } from '../world/processes.ts';
import { running, supervisorOf } from './targets.ts';

/** Does what its name says, and comes back when it is done; an outage is over then. */
export type Fault = (stage: Stage) => Promise<void>;

export const faults: Readonly<Record<FaultKind, Fault>> = {
  'kill-supervisor': async (stage) => {
    const pid = await supervisorOf(stage);
    if (pid === undefined) return;
    if (pid === stage.up.pid) stage.up.kill();
    else signalTo(pid, 'SIGKILL');
    await poll(5000, () => (stage.processes().some((one) => one.pid === pid) ? undefined : true));
  },
  'pause-supervisor': async (stage) => {
    const pid = await supervisorOf(stage);
    if (pid === undefined) return;
    signalTo(pid, 'SIGSTOP');
    await sleep(stage.plan.fault.lastsMs);
    signalTo(pid, 'SIGCONT');
  },
  'freeze-supervisor': async (stage) => {
    // Nobody can find a process that has not yet made anything.
    await running(stage, '');
    const pid = await supervisorOf(stage);
    if (pid !== undefined) signalTo(pid, 'SIGSTOP');
  },
  'fill-disk': async ({ folders }) => folders.fillState(),
  'kill-container': (stage) => onContainer(stage, (container) => container.kill()),
  'stop-container': (stage) => onContainer(stage, (container) => container.stop({ t: 3 })),
  'remove-container': (stage) => onContainer(stage, (container) => container.remove({ force: true })),
  'kill-holder': (stage) => onHolder(stage, (container) => container.kill()),
  'remove-holder': (stage) => onHolder(stage, (container) => container.remove({ force: true })),
  'disconnect-holder': async (stage) => {
    const holder = await running(stage, '');
    if (!holder) return;
    const { NetworkSettings } = await stage.docker.getContainer(holder.id).inspect();
    for (const network of Object.keys(NetworkSettings.Networks)) {
      await stage.docker.getNetwork(network).disconnect({ Container: holder.id, Force: true });
    }
  },
  'kill-runner': async (stage) => {
    const holder = await running(stage, '');
    if (!holder) return;
    const runner = await poll(5000, () => runnerIn(stage, holder.id));
    if (runner !== undefined) signalTo(runner, 'SIGKILL');
  },
  'terminate-engine': (stage) => restartEngine(stage, 'SIGTERM', false),
  'kill-engine': (stage) => restartEngine(stage, 'SIGKILL', false),
  'restart-engine-live': (stage) => restartEngine(stage, 'SIGTERM', true),
  'cut-engine': async ({ gate, plan }) => {
    gate.shut();
    await sleep(plan.fault.lastsMs);
    await gate.open();
  },
  'hang-clients': async (stage) => {
    const asleep = stage.start(['attach', podName, '--output', 'json']);
    const deaf = stage.start(['attach', podName, '--output', 'json']);
    const deafToo = stage.start(['logs', '--follow', '--output', 'json']);
    stage.followers.push(asleep, deaf, deafToo);
    await poll(5000, () => (asleep.stdout() !== '' && deaf.stdout() !== '' ? true : undefined));
    asleep.signal('SIGSTOP');
    for (const command of [deaf, deafToo]) command.stopReading();
    await sleep(stage.plan.fault.lastsMs);
  },
  'two-ups': async (stage) => {
    stage.followers.push(stage.start(upArgs(stage)));
  },
  'up-during-down': async (stage) => {
    stage.up = stage.start(upArgs(stage));
  },
  'kill-down': async ({ commands }) => {
    commands.findLast(({ record }) => record().words.includes(' down'))?.kill();
  },
};

type Container = ReturnType<Stage['docker']['getContainer']>;

/** A container that ends by itself at the same moment is no failure of the drill. */
async function onContainer(stage: Stage, act: (container: Container) => Promise<unknown>): Promise<void> {
  const found = await running(stage, stage.plan.fault.target);
  if (found) await act(stage.docker.getContainer(found.id)).catch(() => {});
}

async function onHolder(stage: Stage, act: (container: Container) => Promise<unknown>): Promise<void> {
  const found = await running(stage, '');
  if (found) await act(stage.docker.getContainer(found.id)).catch(() => {});
}

/** The host's number of the process that runs commands in the holder. */
async function runnerIn(stage: Stage, holder: string): Promise<number | undefined> {
  const top: { Processes?: string[][] } = await stage.docker
    .getContainer(holder)
    .top({ ps_args: '-eo pid,args' })
    .catch(() => ({}));
  const found = top.Processes?.find((words) => words.join(' ').includes('outrider/agent'));
  return found ? Number(found[0]) : undefined;
}

async function restartEngine(stage: Stage, signal: 'SIGTERM' | 'SIGKILL', live: boolean): Promise<void> {
  const { engine } = stage.place;
  if (!engine) throw new Error('this fault needs an engine of its own');
  if (live) await engine.setLiveRestore(true);
  await engine.end(signal);
  await sleep(stage.plan.fault.lastsMs);
  await engine.start();
  if (live) await engine.setLiveRestore(false);
}
