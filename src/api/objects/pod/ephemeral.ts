import type { EphemeralContainer } from '../../store/ephemeral-containers.ts';
import { inSeconds } from '../api-object.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The status of an ephemeral container as the kubelet writes it: it is never ready, and never restarts
 * (kubernetes `pkg/kubelet/kubelet_pods.go`, convertToAPIContainerStatuses).
 */
export function ephemeralStatus({ spec, state }: EphemeralContainer): Fields {
  return {
    name: spec.name,
    state: stateOf(state),
    lastState: {},
    ready: false,
    restartCount: 0,
    image: spec.image,
    imageID: '',
    ...(state.is !== 'waiting' && { containerID: `docker://${state.id}` }),
  };
}

function stateOf(state: EphemeralContainer['state']): Fields {
  switch (state.is) {
    case 'waiting': {
      const { reason, message } = state;
      return { waiting: { reason, ...(message !== undefined && { message }) } };
    }
    case 'running':
      return { running: { startedAt: inSeconds(state.startedAt) } };
    case 'terminated':
      return {
        terminated: {
          exitCode: state.exitCode,
          reason: state.exitCode === 0 ? 'Completed' : 'Error',
          startedAt: inSeconds(state.startedAt),
          finishedAt: inSeconds(state.finishedAt),
          containerID: `docker://${state.id}`,
        },
      };
  }
}
