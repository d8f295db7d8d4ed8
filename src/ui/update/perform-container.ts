import { only, type UiState, type Update, type World, withNotice } from '../model.ts';
import type { RunAction } from '../ports.ts';

type ContainerAction = 'why' | 'spec' | 'shell' | 'restart' | 'restart-pod' | 'stop' | 'kill' | 'capture';

/** Acts on the selected container. What loses work is asked for first. */
export function performOnContainer(state: UiState, action: ContainerAction, world: World): Update {
  const of = state.selected;
  if (!of) return only(withNotice(state, 'there is no container yet', world.now));
  const { pod, container } = of;
  switch (action) {
    case 'why':
    case 'spec':
      return only(state, { type: action, of: { pod, container } });
    case 'shell':
      return act(state, { type: 'shell', pod, container });
    case 'restart':
      return act(withNotice(state, `restarting ${container}`, world.now), {
        type: 'restart',
        pod,
        container,
      });
    case 'restart-pod':
      return ask(state, `Restart every container of pod ${pod}?`, { type: 'restart', pod });
    case 'stop':
      return ask(state, `Stop ${container} and leave it stopped?`, { type: 'stopContainer', pod, container });
    case 'kill':
      return ask(state, `Send SIGKILL to ${container}?`, {
        type: 'signal',
        pod,
        container,
        signal: 'SIGKILL',
      });
    case 'capture': {
      const captured = world.containers.some((one) => one.pod === pod && one.captured);
      return act(state, { type: 'capture', pod, on: !captured });
    }
  }
}

function act(state: UiState, action: RunAction): Update {
  return only(state, { type: 'act', action });
}

function ask(state: UiState, question: string, action: RunAction): Update {
  return only({ ...state, confirm: { question, action } });
}
