import type { FoundRun } from '../../control/find.ts';
import { standingOf } from '../../control/process.ts';
import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { skeletonPod } from '../../run/skeleton-pod.ts';
import type { RunIdentity } from '../../supervisor/ports.ts';
import { harmlessLines } from '../output/harmless.ts';
import { version } from '../version.ts';

/** A pod on the engine that no supervisor answers for, and why. */
export interface Unreached {
  readonly project: string;
  readonly pod: string;
  readonly listed: ListedPod;
  /** One sentence: who supervises it, and what that process does. */
  readonly words: string;
  readonly hint: string;
}

/** How long the engine has to say who supervises a pod. */
const ownerMs = 2_000;

/** Says why no supervisor answers for a pod, by what the lock in its holder and this machine show. */
export async function unreached(
  connection: Connection,
  listed: ListedPod,
  runs: readonly FoundRun[],
): Promise<Unreached> {
  const { project, pod } = listed;
  const by = await ownerOf(connection, listed).catch(() => undefined);
  const ended = by !== undefined && standingOf(by) === 'ended';
  const of = { project, pod, listed };
  if (by && !ended) return { ...of, ...wordsFor(pod, by, runs) };
  return {
    ...of,
    words: `nobody supervises pod ${pod} of project ${project}`,
    hint: '`outrider up` with its file takes it over, `outrider down` ends it.',
  };
}

async function ownerOf(connection: Connection, listed: ListedPod): Promise<RunIdentity | undefined> {
  if (listed.holder === undefined) return undefined;
  const { createEngine } = await import('../../docker/engine.ts');
  const pod = listed.spec ?? skeletonPod(listed.pod, listed.containers);
  const { project } = listed;
  const engine = createEngine({ docker: connection.docker, project, pod, version, images: { holder: '' } });
  try {
    return await engine.owner(AbortSignal.timeout(ownerMs));
  } finally {
    engine.release();
  }
}

function wordsFor(
  pod: string,
  by: RunIdentity,
  runs: readonly FoundRun[],
): { readonly words: string; readonly hint: string } {
  const run = runs.find(({ pid }) => pid === by.pid);
  const end = `\`outrider down\` ends it and stops the pod in order.`;
  if (standingOf(by) === 'stopped')
    return {
      words: `pid ${by.pid}, which supervises pod ${pod}, is stopped and does not answer`,
      hint: `Let it go on with: kill -CONT ${by.pid}. ${end}`,
    };
  if (run?.is === 'otherVersion')
    return {
      words: `pid ${by.pid}, which supervises pod ${pod}, is Outrider ${run.greeting.version}; this is ${version}`,
      hint: `Use that version, or take the pod over. ${end}`,
    };
  if (run?.is === 'silent')
    return { words: `pid ${by.pid}, which supervises pod ${pod}, does not answer`, hint: end };
  return { words: `pod ${pod} is supervised by ${whoIs(by)}, which cannot be reached from here`, hint: end };
}

/** The process that has a pod, for a person. */
export function whoIs({ pid, user, host, since, task }: RunIdentity): string {
  return `pid ${pid} of ${user} on ${host} (\`outrider ${task}\` since ${since.slice(0, 19).replace('T', ' ')} UTC)`;
}

/** What the engine alone shows of such a pod, one line a container. */
export function engineShows({ listed }: Unreached): readonly string[] {
  if (listed.containers.length === 0) return ['  no container of it is there'];
  return listed.containers.map(({ name, role, status, state }) => `  ${role} ${name}: ${status || state}`);
}

/** Tells on stderr why no supervisor answers for a pod. */
export function tellUnreached({ words, hint }: Unreached): void {
  process.stderr.write(harmlessLines(`outrider: ${words}\n  ${hint}\n`));
}
