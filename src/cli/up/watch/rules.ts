import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { allContainers } from '../../../pod/containers.ts';
import type { Container, Pod } from '../../../pod/model.ts';
import { type Context, insideOf, type Rule, ruleOf } from '../../../sync/rule.ts';

/** The rules of `develop.watch` of all pods, in the order of the files. `problem` hears which ones are left out, and why. */
export async function watchRules(
  pods: readonly Pod[],
  problem: (pod: string, message: string) => void,
): Promise<readonly Rule[]> {
  const all = pods.flatMap((pod) => allContainers(pod).map((container) => ({ pod, container })));
  const found = await Promise.all(all.map(({ pod, container }) => rulesOf(pod, container, problem)));
  return found.flat();
}

async function rulesOf(
  pod: Pod,
  container: Container,
  problem: (pod: string, message: string) => void,
): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  const context = await contextOf(container);
  for (const watch of container.engine?.watch ?? []) {
    const root = await realpath(watch.path).catch(() => undefined);
    if (root === undefined)
      problem(pod.name, `${watch.path} is not watched: there is no such file or folder`);
    else if (watch.action.startsWith('sync') && isMounted(pod, container, watch.path))
      problem(
        pod.name,
        `${watch.path} is not copied: it is mounted into ${container.name}, which sees every change`,
      );
    else
      rules.push(
        ruleOf({ pod: pod.name, container: container.name, image: container.image }, watch, root, context),
      );
  }
  return rules;
}

async function contextOf({ engine }: Container): Promise<Context | undefined> {
  const { context, dockerfile = 'Dockerfile' } = engine?.build ?? {};
  if (context === undefined || !isAbsolute(context)) return undefined;
  const folder = await realpath(context).catch(() => context);
  const text =
    (await textOf(join(folder, `${dockerfile}.dockerignore`))) ??
    (await textOf(join(folder, '.dockerignore')));
  return { folder, ignore: (text ?? '').split(/\r?\n/) };
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function isMounted(pod: Pod, { volumeMounts }: Container, path: string): boolean {
  return pod.volumes.some(
    (volume) =>
      volume.type === 'hostPath' &&
      insideOf(volume.path, path) !== undefined &&
      volumeMounts.some(({ name }) => name === volume.name),
  );
}
