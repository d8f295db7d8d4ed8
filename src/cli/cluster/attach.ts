import { containersOf } from '../../cluster/read/containers.ts';
import { followPods, named } from '../../cluster/run/follow-pods.ts';
import type { ClusterClient } from '../../cluster/transport/client.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { createJournal } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { chooseOutput, type Output, show } from '../show/show.ts';
import { showUi } from '../show/show-ui.ts';
import { type ProjectChoice, podsOnCluster, someOf } from './look.ts';
import { commandOnCluster } from './open.ts';
import type { ClusterOptions, OnCluster } from './options.ts';
import { viewOnly } from './view-only.ts';

interface AttachOptions extends ProjectChoice, ClusterOptions {
  readonly output?: Output;
  readonly verbose: boolean;
}

/** `outrider attach --context NAME`: looks at pods on a cluster until they are gone; Ctrl-C only ends the looking. */
export function attachOnCluster(
  names: readonly string[],
  options: OnCluster<AttachOptions>,
): Promise<number> {
  return commandOnCluster(options, async (client, leaving) => {
    await look(client, names, options, leaving);
    return exitCodes.ok;
  });
}

async function look(
  client: ClusterClient,
  names: readonly string[],
  options: OnCluster<AttachOptions>,
  leaving: AbortController,
): Promise<void> {
  const pods = someOf(await podsOnCluster(client, names, options, leaving.signal), client);
  const project = pods[0]!.project;
  const journal = createJournal(project, systemClock.wall);
  const shown = pods.map(({ pod, object }) => ({ name: pod, containers: containersOf(object) }));
  const output = chooseOutput(options.output);
  const view =
    output === 'tui' ? showUi(viewOnly(journal), { leaveAtOnce: true, signal: leaving.signal }) : undefined;
  const lines = output === 'tui' ? undefined : show(output, journal, shown, options);
  view?.then(
    () => leaving.abort(),
    () => leaving.abort(),
  );
  const left = new Set(shown.map(({ name }) => name));
  const onPod = (pod: { readonly metadata: { readonly name: string } }, is: 'there' | 'gone'): void => {
    if (is === 'gone') left.delete(pod.metadata.name);
    if (left.size === 0) leaving.abort();
  };
  await followPods({ client, project, journal, isWanted: named([...left]), onPod }, leaving.signal);
  await view;
  await lines?.close();
}
