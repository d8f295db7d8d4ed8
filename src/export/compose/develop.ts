import type { Container } from '../../pod/model.ts';
import { given } from './service.ts';

/** `develop` of a service: what `docker compose watch` does when files of this machine change. */
export function developOf({ engine }: Container): Readonly<Record<string, unknown>> | undefined {
  if (!engine?.watch?.length) return undefined;
  const watch = engine.watch.map(({ action, path, target, ignore, include, initialSync, exec }) =>
    given({
      ...{ action, path, target, ignore, include },
      initial_sync: initialSync,
      exec: exec && {
        command: [...exec.command],
        ...given({ user: exec.user, working_dir: exec.workingDir, environment: exec.env }),
      },
    }),
  );
  return { watch };
}
