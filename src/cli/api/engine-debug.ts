import type { ApiPorts, StartEphemeral } from '../../api/ports.ts';
import { StatusError } from '../../api/status.ts';
import { debugContainerEnd, startDebugContainer } from '../../docker/debug-container.ts';
import { createImages, type Images } from '../../docker/images/images.ts';
import { readManifests } from '../../manifest/read.ts';
import type { Container } from '../../pod/model.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { imageMaker, ownCredentials } from '../find/engine-factory.ts';
import { version } from '../version.ts';
import { type EngineView, findPod, runningContainer } from './find-container.ts';

/** Containers that clients add to pods that run. @param serving Aborted when the server ends; the containers stay. */
export function engineDebug(view: EngineView, serving: AbortSignal): ApiPorts['debug'] {
  const { docker } = view.connection;
  const mirror = process.env['OUTRIDER_IMAGE_MIRROR'];
  const sources = {
    ...(mirror && { mirror }),
    credentials: ownCredentials,
    make: imageMaker(view.connection),
  };
  const images = createImages(docker, sources);
  return async (name, spec, signal) => {
    const listed = await findPod(view, name, signal);
    const { holder, spec: pod, project } = listed;
    if (holder === undefined || pod === undefined)
      throw new StatusError('Conflict', `pod ${name.name} does not run: no container can be added to it`);
    const { targetContainerName: target } = spec;
    const request = {
      ...{ owner: { project, pod, version }, holder, container: containerOf(spec) },
      ...(typeof target === 'string' && target !== '' && { target: runningContainer(listed, target).id }),
    };
    return (tell) => void follow({ docker, images, serving }, request, tell);
  };
}

/** Reads it as a manifest's container. @throws StatusError `Invalid` with everything that is wrong. */
function containerOf({ targetContainerName: _, ...container }: Readonly<Record<string, unknown>>): Container {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'debug' },
    spec: { containers: [container] },
  };
  const { pods, diagnostics } = readManifests([{ file: '<container>', text: JSON.stringify(pod) }]);
  const problems = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const [found] = pods.flatMap(({ containers }) => containers);
  if (problems.length > 0 || !found) throw new StatusError('Invalid', problems.join('; '));
  return found;
}

interface Around {
  readonly docker: EngineView['connection']['docker'];
  readonly images: Images;
  readonly serving: AbortSignal;
}

async function follow(
  { docker, images, serving }: Around,
  request: Parameters<typeof startDebugContainer>[2],
  tell: Parameters<StartEphemeral>[0],
): Promise<void> {
  try {
    const { id, startedAt } = await startDebugContainer(docker, images, request, serving);
    tell({ is: 'running', id, startedAt });
    const end = await debugContainerEnd(docker, id, serving).catch(() => undefined);
    // Without an end it has gone with its pod, or the server ends.
    if (end) tell({ is: 'terminated', id, startedAt, ...end });
  } catch (error) {
    if (serving.aborted) return;
    tell({
      is: 'waiting',
      reason: reasonOf(error),
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

/** The kubelet's words for what has failed (pkg/kubelet/kuberuntime, pkg/kubelet/images). */
function reasonOf(error: unknown): string {
  switch (error instanceof EngineError ? error.code : undefined) {
    case 'image-not-found':
    case 'image-pull-failed':
      return 'ErrImagePull';
    case 'start-failed':
      return 'RunContainerError';
    default:
      return 'CreateContainerError';
  }
}
