import type { ApiPorts, PodName } from '../../api/ports.ts';
import { StatusError } from '../../api/status.ts';
import type { ControlClient } from '../../control/client.ts';
import { findRuns } from '../../control/find.ts';
import type { ListedPod } from '../../docker/list.ts';
import { endListed } from '../find/end-listed.ts';
import { meeting } from '../run-wiring.ts';
import { type EngineView, findPod } from './find-container.ts';

/** What supervisors are asked to do with pods. */
export function engineSteer(view: EngineView): Pick<ApiPorts, 'remove' | 'restart'> {
  return {
    async remove(name, graceSeconds, signal) {
      const listed = await findPod(view, name, signal);
      const request = {
        reason: 'deleted through the API',
        ...(graceSeconds !== undefined && { graceSeconds }),
      };
      const asked = await withSupervisor(view, listed, (client) =>
        client.ask({ type: 'down', pod: listed.pod, ...request }, signal),
      );
      // Nobody supervises it: this process does what `down` would, and the client need not wait for it.
      if (!asked) endListed(view.connection, listed, request, new AbortController().signal).catch(() => {});
    },
    async restart(name, signal) {
      const listed = await findPod(view, name, signal);
      const report = { type: 'restartPod' } as const;
      const asked = await withSupervisor(view, listed, (client) =>
        client.ask({ type: 'post', pod: listed.pod, report }, signal),
      );
      if (!asked) throw unsupervised(name);
    },
  };
}

/** Answers false when no run on this machine supervises the pod. */
async function withSupervisor(
  { connection }: EngineView,
  { project, pod }: ListedPod,
  ask: (client: ControlClient) => Promise<unknown>,
): Promise<boolean> {
  const runs = await findRuns(meeting(connection, project));
  const there = runs.filter((run) => run.is === 'there');
  try {
    const supervisor = there.find(({ pods }) => pods.includes(pod));
    if (!supervisor) return false;
    await ask(supervisor.client);
    return true;
  } finally {
    for (const { client } of there) client.close();
  }
}

function unsupervised({ name }: PodName): StatusError {
  return new StatusError(
    'ServiceUnavailable',
    `no run on this machine supervises pod ${name}: \`outrider why ${name}\` says who does`,
  );
}
