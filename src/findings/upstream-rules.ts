import { readAccess } from '../logs/line/access.ts';
import { ruleOfContainer } from './finding.ts';
import { named, quoted, times } from './words.ts';

/** After so long without another one it is over. */
const overMs = 30_000;

export const upstreamFails = ruleOfContainer(
  'upstream-fails',
  'A proxy answers 5xx because it cannot reach its upstream, or gets no answer from it',
  (container, pod, now) => {
    const { upstream, state, role, name } = container;
    // An app that answers 5xx speaks for itself.
    if (role !== 'sidecar' && name !== pod.asks?.capture?.proxy) return undefined;
    if (!upstream || state.is !== 'running' || pod.terminating || pod.outcome) return undefined;
    if (now - Date.parse(upstream.last) >= overMs) return undefined;
    const access = readAccess(upstream.line);
    const to = access?.upstream === undefined ? 'its upstream' : `upstream ${access.upstream}`;
    const path = access?.path === undefined ? '' : ` to ${access.method} ${access.path}`;
    const status = access?.status ?? '5xx';
    const flags = access?.flags === undefined ? '' : ` (${access.flags})`;
    return {
      since: upstream.since,
      message: `${named(container)} answered ${status}${flags}${path} for ${to}, ${times(upstream.count)}`,
      cure: `see that the server behind ${container.name} runs and listens where ${container.name} looks for it`,
      evidence: [quoted(upstream.line)],
    };
  },
);
