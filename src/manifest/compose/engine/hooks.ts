import type { ExecStep } from '../../../pod/exec-options.ts';
import { error, type Path, type Problem } from '../../problem.ts';
import type { ComposeHook } from '../engine-schema.ts';
import { said } from './said.ts';

/** The commands of `post_start` or `pre_stop`, in their order. */
export function hookSteps(
  hooks: readonly ComposeHook[] | undefined,
  at: Path,
  problems: Problem[],
): readonly ExecStep[] | undefined {
  return hooks?.map(
    ({ command = [], user, privileged, environment = {}, working_dir: workingDir }, index) => {
      if (command.length === 0)
        problems.push(error('compose', [...at, index], 'command is missing', { on: 'key' }));
      if (privileged)
        problems.push(
          error('compose', [...at, index, 'privileged'], 'is not given to any command', { on: 'key' }),
        );
      const env = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
      return { command, ...said({ user, workingDir, env }) };
    },
  );
}
