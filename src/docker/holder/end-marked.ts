import { randomUUID } from 'node:crypto';
import type Dockerode from 'dockerode';
import { createNamed, removeContainer, startContainer } from '../objects/containers.ts';
import { type Labels, labels } from '../objects/labels.ts';
import { call } from '../transport/call.ts';

/** Where the holder's image has the program (images/holder/end-marked). */
const program = '/usr/local/lib/outrider/end-marked';

/** It looks at processes for a second at most. */
const deadlineMs = 15_000;

/** What ending a command needs to know. */
export interface EndContext {
  readonly docker: Dockerode;
  /** The holder's image. */
  readonly image: string;
  /** Of the pod, so that `down` finds a helper that was left behind. */
  readonly owner: Labels;
}

/** A variable for the environment of a command, by which the command and its children are found again. */
export function newMark(): string {
  return `OUTRIDER_EXEC=${randomUUID()}`;
}

/**
 * Kills a command that was started in a container with this mark, and its children. The API cannot end an exec, and the image may have
 * no tools, so a short-lived container joins the container's process namespace. It has the right to kill and to read
 * the environment of others there, and no network. A container that has ended has no processes left.
 *
 * @throws EngineError when the command may still run.
 */
export async function endMarked(
  { docker, image, owner }: EndContext,
  id: string,
  mark: string,
): Promise<void> {
  const { signal } = new AbortController();
  const helper = await createNamed(
    docker,
    `outrider_end_${randomUUID()}`,
    {
      Image: image,
      Entrypoint: [program],
      Cmd: [mark],
      Labels: { ...owner, [labels.role]: 'tool' },
      Healthcheck: { Test: ['NONE'] },
      HostConfig: {
        NetworkMode: 'none',
        PidMode: `container:${id}`,
        CapDrop: ['ALL'],
        CapAdd: ['KILL', 'SYS_PTRACE'],
        SecurityOpt: ['no-new-privileges'],
        RestartPolicy: { Name: '' },
      },
    },
    signal,
  );
  try {
    await startContainer(docker, helper, signal);
    await call('end a command', deadlineMs, signal, (abortSignal) =>
      docker.getContainer(helper).wait({ abortSignal }),
    );
  } finally {
    await removeContainer(docker, helper, signal);
  }
}
