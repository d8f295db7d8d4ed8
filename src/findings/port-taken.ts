import { nextTry } from '../events/explain/phrases.ts';
import type { ContainerView, PodView } from '../events/view.ts';
import { firstBadEnd, lastEndInLoop } from './ends.ts';
import { ruleOfContainer } from './finding.ts';
import { lastLinesOf } from './last-line.ts';
import { appSockets, ownerOf } from './listening.ts';

/** What programs say of EADDRINUSE: libc's words, Go's, Node's, HAProxy's. */
export const addressInUse = /address (?:is )?already in use|address in use|EADDRINUSE|port \d+ is already/i;
/** The port behind an address: `0.0.0.0:8080`, `[::]:8080`, `:::8080`, `*:8080`, `port 8080`. */
const portInLine = /(?:[\d\]*:]|port |:)\s?:?(\d{2,5})\b(?![.:\d])/gi;

export const portTaken = ruleOfContainer(
  'port-taken',
  'Two containers of a pod want to listen on the same port',
  (container, pod, now) => {
    if (!endsAgain(container, now)) return undefined;
    const line = lastLinesOf(container).find((one) => addressInUse.test(one));
    if (line === undefined) return undefined;
    const port = takenPort(container, pod, line);
    const which = port === undefined ? 'its port' : `port ${port}`;
    const owner = ownerOf(pod, port, container.name);
    const retryAt = container.state.is === 'waiting' ? container.state.retryAt : undefined;
    const since = firstBadEnd(container);
    return {
      message: `${container.name} cannot listen on ${which}: ${owner ?? 'another container of the pod'} has it already${nextTry('start', retryAt, now)}`,
      cure: `give ${container.name} or ${owner ?? 'the other one'} another port: the containers of a pod share one network`,
      evidence: [line],
      ...(since !== undefined && { since }),
      ...(retryAt !== undefined && { until: retryAt }),
    };
  },
);

function endsAgain(container: ContainerView, now: number): boolean {
  const { state } = container;
  return lastEndInLoop(container, now) !== undefined || (state.is === 'terminated' && state.exitCode !== 0);
}

/** The port that the line names, else the one that it declares and somebody has. */
function takenPort({ asks }: ContainerView, { listening }: PodView, line: string): number | undefined {
  const taken = (port: number): boolean => listening?.sockets.some((socket) => socket.port === port) ?? false;
  const inLine = [...line.matchAll(portInLine)].map((match) => Number(match[1]));
  return inLine.find(taken) ?? (asks?.ports ?? []).find(taken) ?? inLine[0] ?? onlyPort(listening);
}

/** Where one port is open, it is the one. */
function onlyPort(listening: PodView['listening']): number | undefined {
  const ports = new Set(appSockets(listening?.sockets ?? []).map(({ port }) => port));
  return ports.size === 1 ? [...ports][0] : undefined;
}
