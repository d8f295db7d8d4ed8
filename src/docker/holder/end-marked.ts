import { randomUUID } from 'node:crypto';
import type Dockerode from 'dockerode';
import { createNamed, removeContainer, startContainer } from '../objects/containers.ts';
import { containerLabels, type Labels, type Owner } from '../objects/labels.ts';
import { containerName } from '../objects/names.ts';
import { callUnless } from '../transport/call.ts';
import { isDone } from '../transport/errors.ts';
import { execIn } from './exec.ts';

/** Where the holder's image has the program (images/holder/end-marked). */
const program = '/usr/local/lib/outrider/end-marked';

/** It looks at processes for a second at most. */
const deadlineMs = 15_000;

/** What ending a command needs to know. */
export interface EndContext {
  readonly docker: Dockerode;
  /** The holder's image. */
  readonly image: string;
  /** Whose pod it is, so that `down` finds a helper that was left behind; absent for a command of a person. */
  readonly owner?: Owner;
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
  const { name, labels } = identityOf(owner);
  const helper = await createNamed(
    docker,
    name,
    {
      Image: image,
      Entrypoint: [program],
      Cmd: [mark],
      Labels: { ...labels },
      Healthcheck: { Test: ['NONE'] },
      HostConfig: {
        NetworkMode: 'none',
        PidMode: `container:${id}`,
        CapDrop: ['ALL'],
        CapAdd: ['KILL', 'SYS_PTRACE'],
        SecurityOpt: ['no-new-privileges'],
        RestartPolicy: { Name: '' },
        AutoRemove: true,
      },
    },
    signal,
  );
  try {
    await startContainer(docker, helper, signal);
    await callUnless(isDone, 'end a command', deadlineMs, signal, (abortSignal) =>
      docker.getContainer(helper).wait({ abortSignal }),
    );
  } finally {
    await removeContainer(docker, helper, signal);
  }
}

/** The same for a command in a holder, which has the program and runs it itself. What cannot be ended dies with the holder. */
export async function endMarkedInHolder(docker: Dockerode, holder: string, mark: string): Promise<void> {
  const { signal } = new AbortController();
  await execIn(docker, holder, { command: [program, mark] }, deadlineMs, signal).catch(() => {});
}

function identityOf(owner: Owner | undefined): { readonly name: string; readonly labels: Labels } {
  const container = `end-${randomUUID().slice(0, 8)}`;
  if (!owner) return { name: `outrider_${container}`, labels: {} };
  return {
    name: containerName(owner.project, owner.pod.name, container, 0),
    labels: containerLabels(owner, { name: container, role: 'tool' }, 0, ''),
  };
}
