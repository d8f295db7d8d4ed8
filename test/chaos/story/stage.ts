import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { manifestOf } from '../plan/manifest.ts';
import type { Plan } from '../plan/plan.ts';
import { type Life, livesIn } from '../told/life.ts';
import type { Snapshot } from '../told/told.ts';
import { type Command, startCommand } from '../world/command.ts';
import { makeFolders, type RunFolders } from '../world/folders.ts';
import { type Gate, openGate } from '../world/gate.ts';
import type { OwnEngine } from '../world/own-engine.ts';
import { type Marked, marked, markName, signalTo } from '../world/processes.ts';
import { type Project, projectOn } from '../world/project.ts';

/** Where runs happen: one engine, on which one run goes on at a time. */
export interface Place {
  /** The engine's own socket. */
  readonly socket: string;
  /** Present where the engine may be killed. */
  readonly engine?: OwnEngine;
  readonly folder: string;
}

/** One run, while it goes on: what acts on the pod, and what is noted about it. */
export interface Stage {
  readonly plan: Plan;
  readonly place: Place;
  readonly docker: Docker;
  readonly gate: Gate;
  readonly folders: RunFolders;
  readonly project: Project;
  readonly manifest: string;
  readonly snapshots: Snapshot[];
  readonly commands: Command[];
  /** Commands that may go on until the pod is gone. */
  readonly followers: Command[];
  /** What was lost, in words. */
  readonly lost: string[];
  /** The attached `up`, or the latest `up -d`. */
  up: Command;
  /** When the pod was first asked to stop. */
  stopMs?: number;
  /** Starts a command of the program in this run's project. */
  start(args: readonly string[]): Command;
  lives(): readonly Life[];
  /** The processes of this run that the drill did not start itself. */
  detachedProcesses(): readonly Marked[];
  processes(): readonly Marked[];
  close(): Promise<void>;
}

export async function openStage(plan: Plan, place: Place): Promise<Omit<Stage, 'up'>> {
  await place.engine?.start();
  const name = `chaos-${plan.seed}`;
  const mark = `${name}-${process.pid}`;
  const folders = makeFolders(join(place.folder, `r${plan.seed}`));
  if (plan.fault.kind === 'fill-disk') folders.mountState();
  const gate = await openGate(join(folders.base, 'docker.sock'), place.socket);
  const docker = new Docker({ socketPath: place.socket });
  const project = projectOn(docker, name);
  const manifest = join(folders.base, 'pod.json');
  writeFileSync(manifest, manifestOf(plan, folders.evidence));
  const commands: Command[] = [];
  const env = environment(folders, gate, mark);
  return {
    plan,
    place,
    docker,
    gate,
    folders,
    project,
    manifest,
    commands,
    snapshots: [],
    followers: [],
    lost: [],
    start(args) {
      const command = startCommand(['-p', name, ...args], env);
      commands.push(command);
      return command;
    },
    lives: () => plan.pod.containers.flatMap(({ name: one }) => livesIn(one, folders.notes(one))),
    processes: () => marked(mark),
    detachedProcesses: () => {
      const own = commands.map(({ pid }) => pid);
      return marked(mark).filter(({ pid }) => !own.includes(pid));
    },
    async close() {
      for (const { pid } of marked(mark)) signalTo(pid, 'SIGKILL');
      for (const command of commands) command.release();
      await project.clear();
      gate.shut();
      folders.remove();
    },
  };
}

function environment(folders: RunFolders, gate: Gate, mark: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    [markName]: mark,
    DOCKER_HOST: `unix://${gate.path}`,
    XDG_RUNTIME_DIR: folders.runtime,
    XDG_STATE_HOME: folders.state,
    XDG_CONFIG_HOME: folders.config,
    TMPDIR: folders.temporary,
    NO_COLOR: '1',
  };
}
