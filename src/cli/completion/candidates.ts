import type { ListedPod } from '../../docker/list.ts';
import { connectEngine } from '../find/connect.ts';
import type { Candidate, Wanted } from './wanted.ts';

/** Whoever has pressed the tab key waits for it. */
const patienceMs = 1500;

export interface Surroundings {
  readonly host?: string | undefined;
  readonly project?: string | undefined;
}

/** What is wanted, looked up. An engine that does not answer in time has nothing to offer; nothing is ever said of it. */
export async function candidatesFor(
  wanted: Wanted,
  surroundings: Surroundings,
): Promise<readonly Candidate[]> {
  switch (wanted.kind) {
    case 'words':
      return wanted.words;
    case 'files':
    case 'nothing':
      return [];
    case 'recipes':
      return recipes();
    case 'lessons':
      return lessons();
    default: {
      const pods = await listed(surroundings).catch(() => []);
      return namesOf(pods, wanted.kind);
    }
  }
}

async function recipes(): Promise<readonly Candidate[]> {
  const [{ recipeNames }, { loadRecipe }] = await Promise.all([
    import('../recipes/folder.ts'),
    import('../recipes/load.ts'),
  ]);
  return recipeNames().map((name) => ({ value: name, description: loadRecipe(name).summary }));
}

async function lessons(): Promise<readonly Candidate[]> {
  const [{ lessonNames }, { loadLesson }] = await Promise.all([
    import('../lessons/folder.ts'),
    import('../lessons/load.ts'),
  ]);
  return lessonNames().map((name) => ({ value: name, description: loadLesson(name).lesson.summary }));
}

async function listed({ host, project }: Surroundings): Promise<readonly ListedPod[]> {
  const signal = AbortSignal.timeout(patienceMs);
  const connection = await connectEngine(host, signal);
  try {
    const { listPods } = await import('../../docker/list.ts');
    return await listPods(connection.docker, project, signal);
  } finally {
    connection.close();
  }
}

/** Names once each, in the order of the list. */
export function namesOf(
  pods: readonly ListedPod[],
  kind: 'pods' | 'containers' | 'targets' | 'projects',
): readonly Candidate[] {
  const found = new Map<string, string>();
  const add = (value: string, description: string): void => {
    if (!found.has(value)) found.set(value, description);
  };
  for (const { project, pod, containers } of pods) {
    if (kind === 'projects') add(project, `pod ${pod}`);
    if (kind === 'pods' || kind === 'targets') add(pod, `pod of ${project}`);
    if (kind === 'containers' || kind === 'targets')
      for (const { name, role } of containers) add(name, `${role} of ${pod}`);
  }
  return [...found].map(([value, description]) => ({ value, description }));
}
