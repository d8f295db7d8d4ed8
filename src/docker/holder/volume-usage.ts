import { volumesFolder } from '../objects/mounts.ts';
import type { Sandboxes } from './sandboxes.ts';

/** In milliseconds. A volume with so many files that it takes longer is not measured. */
const deadlineMs = 10_000;
const bytesPerUnit = 1024;

/** What `du` in the pod's holder says of volumes, in bytes by name. */
export async function volumeUsage(
  sandboxes: Pick<Sandboxes, 'run'>,
  volumes: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const argv = ['du', '-skx', '--', ...volumes.map((name) => `${volumesFolder}/${name}`)];
  const { stdout } = await sandboxes.run({ argv }, deadlineMs, signal);
  const rows = Buffer.from(stdout).toString('utf8').trim().split('\n');
  return new Map(
    rows.flatMap((row) => {
      const [units, path] = row.split('\t');
      return path === undefined ? [] : [[path.slice(volumesFolder.length + 1), Number(units) * bytesPerUnit]];
    }),
  );
}
