import type { ApiPorts, LogLine, LogRequest, PodName } from '../../api/ports.ts';
import { StatusError } from '../../api/status.ts';
import { engineNow } from '../../docker/engine-now.ts';
import type { ListedContainer } from '../../docker/list.ts';
import { readLogBatches } from '../../docker/logs/logs.ts';
import { endAt, instantAt, isPartialAt, type LineBatch, startAt } from '../../logs/merge/batch.ts';
import { timeOf } from '../../logs/time/timestamp.ts';
import { type EngineView, findContainer, findPod } from './find-container.ts';

/** The log of a container as the engine has it. */
export function engineLogs(view: EngineView): ApiPorts['logs'] {
  return async (pod: PodName, name: string, request: LogRequest, signal: AbortSignal) => {
    const container = findContainer(await findPod(view, pod, signal), name);
    const { follow, tailLines: tail } = request;
    const since = await beginning(view, request, signal);
    const options = {
      follow: follow && !request.previous,
      ...(tail !== undefined && { tail }),
      ...(since !== undefined && { since }),
    };
    const id = instanceOf(container, request.previous, pod);
    return linesOf(readLogBatches(view.connection.docker, id, options, signal));
  };
}

/** The engine writes the times of lines, and its clock may be another one than ours. */
async function beginning(
  { connection }: EngineView,
  { since, sinceSeconds }: LogRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (sinceSeconds === undefined) return since;
  return new Date((await engineNow(connection.docker, signal)) - sinceSeconds * 1000).toISOString();
}

/** In a crash loop the latest instance is made already and waits for its start: what ran before it is meant. */
function instanceOf({ id, name, state, previous }: ListedContainer, before: boolean, pod: PodName): string {
  if (!before) return state === 'created' && previous !== undefined ? previous : id;
  if (previous !== undefined) return previous;
  throw new StatusError(
    'BadRequest',
    `previous terminated container "${name}" in pod "${pod.name}" not found`,
  );
}

async function* linesOf(batches: AsyncIterable<readonly LineBatch[]>): AsyncGenerator<readonly LogLine[]> {
  for await (const some of batches) yield some.flatMap(linesIn);
}

function linesIn(batch: LineBatch): readonly LogLine[] {
  return Array.from({ length: batch.length }, (_, index) => ({
    time: timeOf(instantAt(batch, index)),
    text: batch.chunk.subarray(startAt(batch, index), endAt(batch, index)),
    partial: isPartialAt(batch, index),
  }));
}
