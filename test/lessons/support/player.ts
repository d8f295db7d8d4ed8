import { join } from 'node:path';
import type { Step } from '../../../src/lessons/read/model.ts';
import { type Ended, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

/** What `lesson check --json` prints. */
export interface Checked {
  readonly step: string;
  readonly isGreen: boolean;
  readonly checks: readonly { readonly name: string; readonly is: string; readonly reason: string }[];
}

export interface Player {
  readonly project: string;
  /** The working folder of the lesson. */
  readonly folder: string;
  /** A command about the lesson; throws when it fails. */
  lesson(...words: readonly string[]): Promise<Ended>;
  /** As `lesson`, with its exit code for the test to judge. */
  tryLesson(...words: readonly string[]): Promise<Ended>;
  /** Gives the commands that a step asks for. */
  act(step: Step): Promise<void>;
  check(within: string): Promise<Checked>;
  remove(): void;
}

/** Plays a lesson as a person would, in a project and with a state of its own. */
export function createPlayer(name: string): Player {
  const home = projectFolder(`lesson-${name}`);
  const { project } = home;
  const folder = join(home.path, 'work');
  const env = { XDG_STATE_HOME: join(home.path, 'state') };
  const outrider = (...words: readonly string[]): Promise<Ended> =>
    runOutrider(['-p', project, ...words], { env });
  const sound = async (ending: Promise<Ended>): Promise<Ended> => {
    const ended = await ending;
    if (ended.exitCode !== 0) throw new Error(`exit code ${ended.exitCode}: ${ended.stderr}${ended.stdout}`);
    return ended;
  };
  return {
    project,
    folder,
    lesson: (...words) => sound(outrider('lesson', ...words)),
    tryLesson: (...words) => outrider('lesson', ...words),
    async act({ solution }) {
      for (const words of solution.run) await sound(outrider(...words));
    },
    async check(within) {
      const { stdout, stderr } = await outrider('lesson', 'check', '--json', '--within', within);
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout) as Checked;
    },
    remove: () => home.remove(),
  };
}
