import { setTimeout as sleep } from 'node:timers/promises';
import { faults } from '../faults/faults.ts';
import type { Phase } from '../plan/fault-kinds.ts';
import type { Plan } from '../plan/plan.ts';
import type { Shown, Told } from '../told/told.ts';
import { nowMs } from '../world/clock.ts';
import { poll } from '../world/poll.ts';
import { askForLogs, toldByUp } from './lines.ts';
import { settle } from './settle.ts';
import { openStage, type Place, type Stage } from './stage.ts';
import { upArgs } from './up.ts';
import { keepLooking } from './watch.ts';

const psMs = 20_000;
const upMs = 60_000;
/** The grace period, what a frozen supervisor costs, and what a machine with other work needs. */
const stopMs = 60_000;
const followMs = 30_000;
const leftMs = 10_000;

/** One run from its beginning to its end: start, settle, stop, with the fault in one of them; then what is known of it. */
export async function liveThrough(plan: Plan, place: Place): Promise<Told> {
  const opened = await openStage(plan, place);
  const stage: Stage = Object.assign(opened, { up: opened.start(upArgs(opened)) });
  const looking = keepLooking(stage);
  try {
    await start(stage);
    const shown = await standSteady(stage);
    await stop(stage);
    await looking.stop();
    const told = toldByUp(stage);
    return { ...(await conclude(stage)), shown: [shown, told].filter((one) => one !== undefined) };
  } finally {
    await looking.stop();
    await stage.close();
  }
}

async function start(stage: Stage): Promise<void> {
  const began = await strike(stage, 'start');
  if (began === 'supervised') {
    if (stage.plan.detached) await stage.up.mustEnd(upMs);
    await settle(stage, 'after the start');
  }
}

async function standSteady(stage: Stage): Promise<Shown | undefined> {
  if (stage.plan.fault.phase === 'steady') {
    const after = await strike(stage, 'steady');
    if (after === 'supervised') await settle(stage, `after ${stage.plan.fault.kind}`);
  }
  await stage.start(['ps']).mustEnd(psMs);
  return askForLogs(stage);
}

/** Lets the fault happen if this is its phase. @returns whether somebody supervises the pod afterwards. */
async function strike(stage: Stage, phase: Phase): Promise<'supervised' | 'alone'> {
  const { fault, upAgain } = stage.plan;
  if (fault.phase !== phase) return 'supervised';
  await sleep(fault.delayMs);
  await faults[fault.kind](stage);
  if (fault.kind === 'freeze-supervisor') return 'alone';
  if (fault.kind !== 'kill-supervisor') return 'supervised';
  if (phase === 'stop' || !upAgain) return 'alone';
  stage.up = stage.start(upArgs(stage));
  if (stage.plan.detached) await stage.up.mustEnd(upMs);
  return 'supervised';
}

async function stop(stage: Stage): Promise<void> {
  const { plan, up } = stage;
  stage.stopMs = nowMs();
  const interrupted = plan.endedBy === 'interrupt' && plan.fault.kind !== 'kill-down' && !up.hasEnded();
  const stopping = interrupted ? up : stage.start(['down']);
  if (interrupted) up.signal('SIGINT');
  await strike(stage, 'stop');
  if (plan.fault.kind === 'up-during-down') {
    await stopping.mustEnd(stopMs);
    if (plan.detached) await stage.up.mustEnd(upMs);
    await settle(stage, 'after `up` during `down`');
  } else if (!stopping.record().killed && !isFrozen(stage, stopping)) {
    await stopping.mustEnd(stopMs);
  }
  await stage.start(['down']).mustEnd(stopMs);
  await allFollow(stage);
}

/** A process that the drill has stopped for good cannot end by itself; `down` has to end it. */
function isFrozen({ plan, up }: Stage, command: { readonly pid: number }): boolean {
  return plan.fault.kind === 'freeze-supervisor' && command.pid === up.pid;
}

/** What followed the pod ends with it. */
async function allFollow({ followers, up }: Stage): Promise<void> {
  for (const follower of followers) {
    follower.signal('SIGCONT');
    follower.goOnReading();
  }
  const commands = [...followers, up];
  await Promise.all(commands.map((command) => command.mustEnd(followMs)));
}

async function conclude(stage: Stage): Promise<Omit<Told, 'shown'>> {
  const { plan, snapshots, commands, lost, stopMs: stoppedMs } = stage;
  let left: readonly string[] = [];
  await poll(leftMs, async () => {
    left = await leftNow(stage);
    return left.length === 0 ? true : undefined;
  });
  return {
    plan,
    lives: stage.lives(),
    snapshots,
    commands: commands.map(({ record }) => record()),
    lost,
    left,
    overMs: nowMs(),
    ...(stoppedMs === undefined ? {} : { stopMs: stoppedMs }),
  };
}

async function leftNow({ project, folders, processes }: Stage): Promise<readonly string[]> {
  const onEngine = await project.left().catch(() => ['an engine that does not answer']);
  const running = processes().map(({ pid, argv }) => `process ${pid} (${argv.slice(2).join(' ')})`);
  return [...onEngine, ...folders.left(), ...running];
}
