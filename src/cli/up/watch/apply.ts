import type { Pod } from '../../../pod/model.ts';
import type { Change } from '../../../run/change-pod.ts';
import { fetchImages } from '../../../run/images.ts';
import type { Run } from '../../../run/run.ts';
import type { Journal } from '../../../supervisor/journal.ts';
import type { Engine } from '../../../supervisor/ports.ts';
import { meeting } from '../../run-wiring.ts';
import { buildImages } from '../build-images.ts';
import type { AttachedOptions } from '../options.ts';
import { prepareProvided } from '../provide.ts';
import { wantedPods } from '../wanted.ts';
import type { ContainerFiles } from './container-files.ts';
import type { Tell } from './tell.ts';

interface Ports {
  readonly run: Run;
  readonly journal: Journal;
  readonly files: ContainerFiles;
  readonly make: (pod: Pod) => Engine;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

/** Gives the pods of the run their files as they are now. */
export interface Apply {
  /** After a manifest has changed: what `up` again would do with the pods that run. */
  reload(): Promise<void>;
  /** Builds images and makes their containers anew. */
  rebuild(images: readonly string[]): Promise<void>;
}

export function createApply(options: AttachedOptions, ports: Ports): Apply {
  const { files, tell } = ports;
  const mine = ports.run.supervisors().map(({ pod }) => pod.name);
  const main = mine[0] ?? '';
  const elsewhere = options.running.map(({ pod }) => pod);
  const provide = {
    ...{ place: meeting(options.connection, options.project), host: options.host, signal: ports.signal },
    tell: (name: string, words: string) => tell(main, `${name} | ${words}`),
  };
  const read = async (): Promise<readonly Pod[] | undefined> => {
    try {
      const pods = await wantedPods(options.given, options, (text) => tell(main, text));
      return await (await prepareProvided(pods, provide)).begin();
    } catch (error) {
      tell(main, `${(error as Error).message}; the pods stay as they are`);
      return undefined;
    }
  };
  const build = async (pods: readonly Pod[], only?: readonly string[]): Promise<boolean> => {
    try {
      await buildImages(pods, {
        ...{ connection: options.connection, host: options.host, signal: ports.signal },
        isAsked: only !== undefined,
        ...(only && { only }),
        tell: (image, line) => tell(main, `${image} | ${line}`),
      });
      return true;
    } catch (error) {
      if (!ports.signal.aborted) tell(main, `${(error as Error).message}; the pods stay as they are`);
      return false;
    }
  };
  return {
    async reload() {
      const all = await read();
      if (!all) return;
      const pods = all.filter(({ name }) => mine.includes(name));
      tellOthers(
        all.map(({ name }) => name),
        mine,
        elsewhere,
        tell,
      );
      if ((await build(pods)) && (await change(pods, ports))) await files.renew(pods);
    },
    async rebuild(images) {
      const pods = (await read())?.filter(({ name }) => mine.includes(name));
      if (!pods) return;
      tell(main, `${images.join(', ')} is built, as files of it have changed`);
      if (!(await build(pods, images))) return;
      await files.forget(images);
      await change(pods, ports);
    },
  };
}

/** Pods are neither begun nor ended by a changed file: a run has the pods that it began with. */
function tellOthers(
  now: readonly string[],
  mine: readonly string[],
  elsewhere: readonly string[],
  tell: Tell,
): void {
  const main = mine[0] ?? '';
  for (const name of now.filter((one) => !mine.includes(one) && !elsewhere.includes(one)))
    tell(main, `pod ${name} does not run: \`outrider up -d\` with the files starts it`);
  for (const name of mine.filter((one) => !now.includes(one)))
    tell(name, `the files do not have this pod any more: \`outrider down ${name}\` ends it`);
}

/** @returns false when images are missing; then every pod stays as it is. */
async function change(pods: readonly Pod[], { run, journal, make, tell, signal }: Ports): Promise<boolean> {
  // Engines that have not looked at an image yet: one that was built anew has another id.
  const engines = new Map(pods.map((pod) => [pod.name, make(pod)]));
  const fetched = await fetchImages(pods, (pod) => engines.get(pod.name)!, journal, signal);
  if (fetched.problems.length > 0) {
    tell(pods[0]!.name, `${fetched.problems.join('\n')}; the pods stay as they are`);
    return false;
  }
  for (const pod of fetched.pods) {
    const words = inWords(run.change(pod));
    if (words !== undefined) tell(pod.name, words);
  }
  return true;
}

function inWords(change: Change): string | undefined {
  switch (change.is) {
    case 'same':
    case 'absent':
      return undefined;
    case 'updated':
      return 'the pod gets its file as it is now';
    case 'anew':
      return `the pod is made anew: ${change.why}`;
    case 'refused':
      return change.why;
  }
}
