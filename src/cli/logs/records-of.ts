import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { lineAt } from '../../logs/merge/batch.ts';
import { type LogRecord, toRecord } from '../../logs/merge/record.ts';
import { instancesOf, type LogInstance } from './sources.ts';

/** The lines that are wanted, of all instances that are on the engine still, the one before the last restart included. */
export async function recordsOf(
  { docker }: Connection,
  pods: readonly ListedPod[],
  isWanted: (line: string) => boolean,
  signal: AbortSignal,
): Promise<readonly LogRecord[]> {
  const instances = [...instancesOf(pods, true), ...instancesOf(pods, false)];
  const read = await Promise.all(instances.map((one) => linesOf({ docker }, one, isWanted, signal)));
  return read.flat();
}

async function linesOf(
  { docker }: Pick<Connection, 'docker'>,
  { id, source }: LogInstance,
  isWanted: (line: string) => boolean,
  signal: AbortSignal,
): Promise<readonly LogRecord[]> {
  const { readLogBatches } = await import('../../docker/logs/logs.ts');
  const records: LogRecord[] = [];
  for await (const batches of readLogBatches(docker, id, { follow: false }, signal))
    for (const batch of batches)
      for (let index = 0; index < batch.length; index++) {
        const line = lineAt(batch, index);
        if (isWanted(line.text)) records.push(toRecord(0, source, line));
      }
  return records;
}
