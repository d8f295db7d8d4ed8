import type { OutriderEvent, ProbeKind } from '../../../events/types.ts';

/** What the kubelet says at an event of ours. */
export interface EventWords {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly component?: string;
}

/** What the words need beyond the event. */
export interface WordsAround {
  readonly namespace: string;
  readonly nodeName: string;
  readonly podUid: string;
  /** Whether the image of a container was fetched for this pod. */
  readonly wasPulled: (image: string) => boolean;
}

/**
 * What the kubelet, or the scheduler, says where we tell an event; empty where it says nothing.
 * Source: kubernetes `pkg/kubelet/events/event.go`, `pkg/kubelet/kuberuntime`, `pkg/kubelet/images/image_manager.go`, `pkg/kubelet/prober/prober.go`.
 */
export function eventWords(event: OutriderEvent, around: WordsAround): readonly EventWords[] {
  switch (event.type) {
    case 'PodCreated': {
      const message = `Successfully assigned ${around.namespace}/${event.pod} to ${around.nodeName}`;
      return [{ ...normal('Scheduled', message), component: 'default-scheduler' }];
    }
    case 'ImagePulling':
      return [normal('Pulling', `Pulling image "${event.image}"`)];
    case 'ImagePulled':
      return [normal('Pulled', `Successfully pulled image "${event.image}"`)];
    case 'ImagePullFailed':
      return [
        warning('Failed', `Failed to pull image "${event.image}": ${event.message}`),
        warning('Failed', 'Error: ErrImagePull'),
      ];
    case 'ContainerCreated':
      return [
        ...(around.wasPulled(event.image)
          ? []
          : [
              normal(
                'Pulled',
                `Container image "${event.image}" already present on machine and can be accessed by the pod`,
              ),
            ]),
        normal('Created', 'Container created'),
      ];
    case 'ContainerRunning':
      return event.adopted ? [] : [normal('Started', 'Container started')];
    default:
      return troubleWords(event, around);
  }
}

function troubleWords(event: OutriderEvent, around: WordsAround): readonly EventWords[] {
  switch (event.type) {
    case 'ContainerWaiting':
      return waitingWords(event, around);
    case 'ContainerTerminated':
      return event.reason === 'StartError'
        ? [warning('Failed', `Error: ${event.message ?? 'not started'}`)]
        : [];
    case 'ProbeFailed':
      return [warning('Unhealthy', `${probeName[event.probe]} probe failed: ${event.message}`)];
    case 'HookFinished': {
      if (event.ok) return [];
      const hook = event.hook === 'postStart' ? 'PostStart' : 'PreStop';
      return [warning(`Failed${hook}Hook`, `${hook}Hook failed: ${event.message}`)];
    }
    case 'HookStarted':
      return event.hook === 'preStop' ? [killing(event.container, event.message)] : [];
    case 'StopSignalSent':
      return [killing(event.container, event.message)];
    default:
      return ownWords(event);
  }
}

const probeName: Readonly<Record<ProbeKind, string>> = {
  startup: 'Startup',
  liveness: 'Liveness',
  readiness: 'Readiness',
};

function waitingWords(
  event: Extract<OutriderEvent, { readonly type: 'ContainerWaiting' }>,
  { namespace, podUid }: WordsAround,
): readonly EventWords[] {
  if (event.reason === 'CrashLoopBackOff') {
    const pod = `${event.pod}_${namespace}(${podUid})`;
    return [warning('BackOff', `Back-off restarting failed container ${event.container} in pod ${pod}`)];
  }
  if (event.reason === 'ImagePullBackOff')
    return [normal('BackOff', 'Back-off pulling image'), warning('Failed', 'Error: ImagePullBackOff')];
  if (event.reason === 'CreateContainerError' || event.reason === 'RunContainerError')
    return [warning('Failed', `Error: ${event.message ?? event.reason}`)];
  return [];
}

function killing(container: string, cause: string | undefined): EventWords {
  const [, probe] = /\b(startup|liveness) probe failed/.exec(cause ?? '') ?? [];
  if (probe === undefined) return normal('Killing', `Stopping container ${container}`);
  return normal('Killing', `Container ${container} failed ${probe} probe, will be restarted`);
}

/** What no cluster has: capture, and warnings. */
function ownWords(event: OutriderEvent): readonly EventWords[] {
  const component = 'outrider';
  switch (event.type) {
    case 'SandboxLost':
      return [normal('SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')];
    case 'CaptureApplied': {
      const words = `Traffic capture is on: ${event.rules} rules, ${event.mode}, ${event.backend}`;
      return [{ ...normal('CaptureApplied', words), component }];
    }
    case 'CaptureFailed':
      return [{ ...warning('CaptureFailed', event.message), component }];
    case 'Warning':
      return [{ ...warning('Warning', event.message), component }];
    default:
      return [];
  }
}

function normal(reason: string, message: string): EventWords {
  return { type: 'Normal', reason, message };
}

function warning(reason: string, message: string): EventWords {
  return { type: 'Warning', reason, message };
}
