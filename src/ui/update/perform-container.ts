import { nameAmong, only, type UiState, type Update, type World, withNotice } from '../model.ts';
import type { RunAction } from '../ports.ts';

type ContainerAction =
  | 'why'
  | 'spec'
  | 'shell'
  | 'toolbox'
  | 'pcap'
  | 'restart'
  | 'restart-pod'
  | 'stop'
  | 'kill'
  | 'capture';

/** What a view that changes nothing can still do. */
export const onlyLooks: readonly ContainerAction[] = ['why', 'spec'];

/** Acts on the selected container. What stops a container or changes the way of traffic is asked for first. */
export function performOnContainer(state: UiState, action: ContainerAction, world: World): Update {
  const of = state.selected;
  if (!of) return only(withNotice(state, 'there is no container yet', world.now));
  const { pod, container } = of;
  if (world.readOnly && !onlyLooks.includes(action))
    return only(withNotice(state, `read-only: there is no ${action} from here`, world.now, 'busy'));
  const name = nameAmong(world.containers, of);
  switch (action) {
    case 'why':
    case 'spec':
      return only(state, { type: action, of: { pod, container } });
    case 'shell':
      return act(state, { type: 'shell', pod, container });
    case 'toolbox':
      return act(state, { type: 'toolbox', pod });
    case 'pcap':
      return only(state, { type: 'pcap', pod });
    case 'restart':
      return ask(state, `Restart ${name}?`, { type: 'restart', pod, container });
    case 'restart-pod':
      return ask(state, `Restart every container of pod ${pod}?`, { type: 'restart', pod });
    case 'stop':
      return ask(state, `Stop ${name} and leave it stopped?`, { type: 'stopContainer', pod, container });
    case 'kill':
      return ask(state, `Send SIGKILL to ${name}?`, {
        type: 'signal',
        pod,
        container,
        signal: 'SIGKILL',
      });
    case 'capture': {
      const captured = world.containers.some((one) => one.pod === pod && one.captured);
      return ask(state, `Switch the traffic capture of pod ${pod} ${captured ? 'off' : 'on'}?`, {
        type: 'capture',
        pod,
        on: !captured,
      });
    }
  }
}

function act(state: UiState, action: RunAction): Update {
  return only(state, { type: 'act', action });
}

function ask(state: UiState, question: string, action: RunAction): Update {
  return only({ ...state, confirm: { question, action } });
}
