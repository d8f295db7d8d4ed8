import type Dockerode from 'dockerode';
import type { ActiveFault } from '../../faults/fault.ts';
import { withRecord } from '../../faults/holder-steps.ts';
import type { ContainerPause, ContainerPauses } from '../../supervisor/ports.ts';
import { engineNow } from '../engine-now.ts';
import { createNamed, removeContainer, signalContainer, startContainer } from '../objects/containers.ts';
import { containerLabels, labels, type Owner, ofPod } from '../objects/labels.ts';
import { containerName } from '../objects/names.ts';
import { call, callUnless } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { isDone } from '../transport/errors.ts';

/** Where the holder's image has the program (images/holder/paused). */
const program = '/usr/local/lib/outrider/paused';

/** It only has to wake up once more. */
const endMs = 15_000;

interface PauseContext {
  readonly docker: Dockerode;
  readonly owner: Owner;
  /** The holder's image. */
  readonly image: string;
}

/**
 * Pauses by SIGSTOP. A small container joins the container's process namespace, and wakes the processes up after the time. So a pause
 * ends also where nobody is left to end it, which a pause of the engine does not.
 */
export function createPauses(context: PauseContext): ContainerPauses {
  const { docker, owner } = context;
  return {
    async begin(pause, signal) {
      const name = containerName(owner.project, owner.pod.name, `fault-${pause.id}`, 0);
      const waker = await createNamed(docker, name, wakerBody(context, pause), signal);
      try {
        await startContainer(docker, waker, signal);
        // The kernel protects the first process of a namespace from all that are within.
        await signalContainer(docker, pause.containerId, 'SIGSTOP', signal);
      } catch (error) {
        await removeContainer(docker, waker, new AbortController().signal);
        throw error;
      }
    },
    async end(faults, signal) {
      const found = await wakersOf(context, signal);
      const ending = found.filter(({ Labels }) => faults.includes(Labels[labels.fault] ?? ''));
      await Promise.all(ending.map(({ Id }) => wake(docker, Id, signal)));
    },
    async list(signal) {
      const found = await wakersOf(context, signal);
      if (found.length === 0) return [];
      const now = await engineNow(docker, signal);
      return found.map((one) => faultOf(one, now));
    },
  };
}

function wakerBody({ owner, image }: PauseContext, pause: ContainerPause): Dockerode.ContainerCreateOptions {
  const forMs = Math.round(pause.forMs);
  return {
    Image: image,
    Entrypoint: [program],
    Cmd: [String(forMs), pause.alone ? 'all' : 'main'],
    Labels: {
      ...containerLabels(owner, { name: `fault-${pause.id}`, role: 'tool' }, 0, ''),
      [labels.fault]: pause.id,
      [labels.faultRecord]: pause.record,
      [labels.faultMs]: String(forMs),
    },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: 'none',
      PidMode: `container:${pause.containerId}`,
      CapDrop: ['ALL'],
      CapAdd: ['KILL'],
      SecurityOpt: ['no-new-privileges'],
      RestartPolicy: { Name: '' },
      AutoRemove: true,
    },
  };
}

async function wakersOf(
  { docker, owner }: PauseContext,
  signal: AbortSignal,
): Promise<readonly Dockerode.ContainerInfo[]> {
  const { label } = ofPod(owner.project, owner.pod.name);
  return call('list containers', deadlines.read, signal, (abortSignal) =>
    docker.listContainers({ filters: { label: [...label, labels.fault] }, abortSignal }),
  );
}

/** Its last work is to wake the others up, so that is done once it has ended. */
async function wake(docker: Dockerode, id: string, signal: AbortSignal): Promise<void> {
  if ((await signalContainer(docker, id, 'SIGTERM', signal)) === 'ended') return;
  await callUnless(isDone, 'end a pause', endMs, signal, (abortSignal) =>
    docker.getContainer(id).wait({ abortSignal }),
  );
  await removeContainer(docker, id, signal);
}

function faultOf({ Labels, Created }: Dockerode.ContainerInfo, now: number): ActiveFault {
  const { [labels.fault]: id = '', [labels.faultRecord]: record = '', [labels.faultMs]: ms = '0' } = Labels;
  return withRecord(id, Math.max(0, Number(ms) - (now - Created * 1000)), record);
}
