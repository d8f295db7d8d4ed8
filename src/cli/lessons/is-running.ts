import type { Progress } from '../../lessons/progress/progress.ts';
import { connectEngine } from '../find/connect.ts';
import type { LessonOptions } from './run-lesson.ts';

/** Whether a container of the lesson's pods runs. */
export async function isRunning({ project }: Progress, { host }: LessonOptions): Promise<boolean> {
  const { signal } = new AbortController();
  const connection = await connectEngine(host, signal);
  try {
    const { listPods } = await import('../../docker/list.ts');
    const pods = await listPods(connection.docker, project, signal);
    return pods.some(({ containers }) => containers.some(({ state }) => state === 'running'));
  } finally {
    connection.close();
  }
}
