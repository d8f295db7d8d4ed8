import type { FileWatch } from '../../pod/file-watch.ts';
import { error, type Path, type Problem } from '../problem.ts';
import { hookSteps } from './engine/hooks.ts';
import { said } from './engine/said.ts';
import type { Service } from './schema.ts';
import type { ComposeWatch } from './watch-schema.ts';

/** The rules of `develop.watch`. Problems go to `problems`. Source: compose-go, `loader/validate.go` and `pkg/compose/watch.go`. */
export function watchOf(
  name: string,
  service: Service,
  problems: Problem[],
): readonly FileWatch[] | undefined {
  const rules = service.develop?.watch;
  if (rules === undefined || rules.length === 0) return undefined;
  return rules.flatMap((rule, index) =>
    ruleOf(rule, service, ['services', name, 'develop', 'watch', index], problems),
  );
}

function ruleOf(rule: ComposeWatch, service: Service, at: Path, problems: Problem[]): readonly FileWatch[] {
  const wrong = (message: string): void => void problems.push(error('compose', at, message, { bare: true }));
  const { action, path, target, ignore, include, exec } = rule;
  if (action === undefined) wrong('action is missing: sync, sync+restart, sync+exec, restart or rebuild');
  if (path === undefined) wrong('path is missing: which folder or file is watched');
  if (action === undefined || path === undefined) return [];
  if (action.startsWith('sync') && !target)
    wrong(`target is missing: ${action} needs the place of the files in the container`);
  if (action === 'rebuild' && service.build === undefined)
    wrong('rebuild needs `build` in the service: there is nothing to build the image from');
  if (action === 'sync+exec' && !exec?.command?.length)
    wrong('exec is missing: sync+exec needs a command to run in the container');
  const step = exec && hookSteps([exec], [...at, 'exec'], problems)?.[0];
  return [
    said({ action, path, target, ignore, include, initialSync: rule.initial_sync, exec: step }) as FileWatch,
  ];
}
