import type Dockerode from 'dockerode';
import type { RunResult, Step } from '../../supervisor/ports.ts';
import { createNamed, removeContainer, startContainer } from '../objects/containers.ts';
import { labels } from '../objects/labels.ts';
import { openExec } from './open-exec.ts';
import { createRunner } from './runner.ts';
import { agent } from './sandboxes.ts';

interface ThrowawayOptions {
  /** The holder's image. */
  readonly image: string;
  /** As the engine writes them, e.g. `NET_ADMIN`. */
  readonly capabilities: readonly string[];
}

/**
 * Runs `work` with a runner in a namespace that has no network and belongs to nobody, so that rules can be tried without
 * touching anything; it is gone afterwards.
 */
export async function withThrowawayNamespace<T>(
  docker: Dockerode,
  { image, capabilities }: ThrowawayOptions,
  work: (run: (step: Step, timeoutMs: number) => Promise<RunResult>) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const id = await createNamed(
    docker,
    `outrider_doctor_${process.pid}`,
    {
      Image: image,
      Labels: { [labels.project]: 'outrider-doctor', [labels.role]: 'tool' },
      HostConfig: {
        NetworkMode: 'none',
        CapDrop: ['ALL'],
        CapAdd: [...capabilities],
        RestartPolicy: { Name: '' },
      },
    },
    signal,
  );
  const runner = createRunner(
    async (aborted) => (await openExec(docker, id, { command: agent }, true, aborted)).socket,
  );
  try {
    await startContainer(docker, id, signal);
    return await work((step, timeoutMs) => runner.run(step, timeoutMs, signal));
  } finally {
    runner.close();
    await removeContainer(docker, id, new AbortController().signal);
  }
}
