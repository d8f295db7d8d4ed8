import type { Check, ContainerPlan, HookPlan, PodPlan, ServerPlan } from '../../support/scenario/plan.ts';
import { hookSays, ofRun } from '../../support/scenario/plan.ts';
import { checkScript, hookScript } from '../../support/scenario/script.ts';
import type { Program, Server } from './process.ts';
import type { Command } from './world.ts';

/** What `containerScript` does, as a process of the simulated engine. */
export function programOf(plan: ContainerPlan): Program {
  const { sd = 0, d, term = 0, x, serves, stopSignal = 'SIGTERM', lastWords } = plan;
  return (process) => {
    const exit = (): void => {
      process.say('Exiting');
      if (lastWords !== undefined) process.leaveMessage(lastWords);
      process.exit(ofRun(x, process.attempt, 0));
    };
    let cancel = (): void => {};
    const next = (seconds: number, then: () => void): void => {
      cancel = process.after(seconds, then);
    };
    process.onSignal((name) => {
      if (name !== stopSignal) return;
      process.onSignal(() => {});
      process.files.delete('alive');
      cancel();
      process.after(term, exit);
    });
    process.say('Starting');
    process.files.add('alive');
    if (serves) process.serve(serves.port, serverOf(serves, process));
    next(sd, () => {
      process.say('Started');
      process.files.add('started');
      process.say('Delaying');
      next(ofRun(d, process.attempt, 1), exit);
    });
  };
}

function serverOf({ paths }: ServerPlan, process: Parameters<Program>[0]): Server {
  return (path) => {
    process.say(`GET ${path}`);
    const { status, redirect, after } = paths[path] ?? { status: 404 };
    const now = after && process.elapsed() >= after.seconds ? after.status : status;
    return redirect === undefined ? { status: now } : { status: now, redirect };
  };
}

/** What every command of the pod's probes and hooks does, by its words. */
export function commandsOf(plan: PodPlan, secondMs: number): ReadonlyMap<string, Command> {
  const commands = new Map<string, Command>();
  for (const { name, startup, liveness, readiness, postStart, preStop } of plan.containers) {
    for (const [kind, probe] of Object.entries({ startup, liveness, readiness }))
      if (probe)
        commands.set(words(checkScript(`${name} ${kind}`, probe.check, secondMs)), checkOf(probe.check));
    if (postStart)
      commands.set(
        words(hookScript(`${name} postStart`, 'postStart', postStart, secondMs)),
        hookOf('postStart', postStart),
      );
    if (preStop)
      commands.set(
        words(hookScript(`${name} preStop`, 'preStop', preStop, secondMs)),
        hookOf('preStop', preStop),
      );
  }
  return commands;
}

const words = (script: string): string => `sh -c ${script}`;

function checkOf(check: Check): Command {
  return (process, finish) => {
    switch (check.by) {
      case 'marker':
        return finish(process.files.has('started') ? 0 : 1);
      case 'fileUntil':
        return finish(process.files.has('alive') && beforeEnd(check.seconds, process.elapsed()) ? 0 : 1);
      case 'command':
        return void process.after(check.seconds ?? 0, () => finish(check.x));
      default:
        return finish(127);
    }
  };
}

function beforeEnd(seconds: number | 'signal', elapsed: number): boolean {
  return seconds === 'signal' || elapsed < seconds;
}

function hookOf(hook: 'postStart' | 'preStop', plan: HookPlan): Command {
  return (process, finish) => {
    if (plan.by !== 'command') return finish(127);
    const say = (word: string): void => process.say(`${hookSays[hook]} ${word}`);
    say('Starting');
    say('Started');
    process.after(plan.d, () => {
      say('Exiting');
      finish(plan.x ?? 0);
    });
  };
}
