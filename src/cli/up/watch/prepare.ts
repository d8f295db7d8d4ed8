import { realpath } from 'node:fs/promises';
import type { Pod } from '../../../pod/model.ts';
import type { Run } from '../../../run/run.ts';
import type { Journal } from '../../../supervisor/journal.ts';
import { createBatches } from '../../../sync/batches.ts';
import { followFiles } from '../../../sync/follow-files.ts';
import { planOf } from '../../../sync/plan.ts';
import { withFilesBelow } from '../../../sync/read-files.ts';
import { insideOf, type Rule } from '../../../sync/rule.ts';
import { engineMaker } from '../../find/engine-factory.ts';
import { projectFolder } from '../../project-name.ts';
import { identityFor, surroundings } from '../../run-wiring.ts';
import type { Given } from '../given.ts';
import type { AttachedOptions } from '../options.ts';
import { createApply } from './apply.ts';
import { type ContainerFiles, createFiles } from './container-files.ts';
import type { Instances } from './instances.ts';
import type { Tell } from './tell.ts';
import { createWork } from './work.ts';

/** The watch of an `up --watch`. The run has to make its pods with these engines. */
export interface Watch extends Pick<Instances, 'engineOf' | 'renewEngine'> {
  /** From now on changes are answered. */
  begin(run: Run, journal: Journal): void;
  close(): Promise<void>;
}

/** Begins to watch the files of `develop.watch` and the manifests themselves; what is there already counts from here on. */
export async function prepareWatch(pods: readonly Pod[], options: AttachedOptions): Promise<Watch> {
  const { project, connection, given } = options;
  const over = new AbortController();
  const { signal } = over;
  const making = { identity: identityFor('up'), folder: projectFolder(given.files) };
  const make = await engineMaker(connection, project, making, signal);
  let begun: { readonly run: Run; readonly journal: Journal } | undefined;
  const early: Parameters<Tell>[] = [];
  const tell: Tell = (pod, message, container) => {
    if (!begun) early.push([pod, message, container]);
    else
      for (const line of message.split('\n').filter((one) => one.trim() !== ''))
        begun.journal.append(pod, {
          type: 'FilesChanged',
          message: line,
          ...(container !== undefined && { container }),
        });
  };
  const files = await createFiles(pods, { connection, make, tell, signal, runNow: () => begun?.run });
  const manifests = await manifestsOf(given, pods);
  const isManifest = (path: string): boolean => manifests.some((one) => insideOf(one, path) !== undefined);
  const skips = (path: string): boolean =>
    !manifests.some((one) => insideOf(one, path) !== undefined || insideOf(path, one) !== undefined) &&
    files.rules().every((rule) => rule.skips(path));

  const handle = async (paths: ReadonlySet<string>): Promise<void> => {
    if (!begun || signal.aborted) return;
    const apply = createApply(options, { ...begun, files, make, tell, signal });
    if ([...paths].some(isManifest)) {
      await apply.reload();
      followed.add(rootsOf(files.rules()));
    }
    const { images, works } = planOf(await withFilesBelow(paths, skips), files.rules());
    if (images.length > 0) await apply.rebuild(images);
    await Promise.all(works.map(createWork({ ...begun, files, tell, signal })));
  };
  const told = (paths: ReadonlySet<string>): Promise<void> =>
    handle(paths).catch((error: unknown) => {
      if (!signal.aborted) tell(pods[0]!.name, error instanceof Error ? error.message : String(error));
    });
  const batches = createBatches(surroundings.clock, told);
  const followed = await followFiles(
    [...manifests, ...rootsOf(files.rules())],
    skips,
    batches.add,
    (message) => tell(pods[0]!.name, message),
  );
  return {
    engineOf: files.instances.engineOf,
    renewEngine: files.instances.renewEngine,
    begin(run, journal) {
      begun = { run, journal };
      tell(pods[0]!.name, inWords(manifests, files));
      const others = othersInWords(options.running);
      if (others !== undefined) tell(pods[0]!.name, others);
      for (const one of early) tell(...one);
    },
    close: async () => {
      over.abort();
      batches.close();
      await followed.close();
    },
  };
}

function inWords(manifests: readonly string[], files: ContainerFiles): string {
  const roots = rootsOf(files.rules());
  const paths =
    roots.length === 0
      ? ''
      : `, and ${roots.length} ${roots.length === 1 ? 'path' : 'paths'} of develop.watch`;
  return `${manifests.length} ${manifests.length === 1 ? 'manifest' : 'manifests'}${paths}`;
}

/** The pods that another run supervises: their files are not watched. Undefined where there is none. */
export function othersInWords(
  running: readonly { readonly pod: string; readonly pid: number }[],
): string | undefined {
  if (running.length === 0) return undefined;
  const [names, pids] = [running.map(({ pod }) => pod), [...new Set(running.map(({ pid }) => pid))]];
  const words = names.length === 1 ? `pod ${names[0]}, which runs` : `pods ${names.join(', ')}, which run`;
  return `not for ${words} already under pid ${pids.join(', ')}: \`outrider down\` first for that`;
}

function rootsOf(rules: readonly Rule[]): readonly string[] {
  return [...new Set(rules.map(({ root }) => root))];
}

/** The files of the command line, and those that they name. */
async function manifestsOf({ files }: Given, pods: readonly Pod[]): Promise<readonly string[]> {
  const named = pods.flatMap(({ locations }) => Object.values(locations).map(({ file }) => file));
  const all = [...new Set([...files, ...named])].filter((file) => file !== '-' && !file.startsWith('<'));
  const found = await Promise.all(all.map((file) => realpath(file).catch(() => undefined)));
  return [...new Set(found.filter((file) => file !== undefined))];
}
