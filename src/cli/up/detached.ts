import { connectEngine } from '../connect.ts';
import { detach } from '../detach.ts';
import { engineFactory } from '../engine-factory.ts';
import { exitCodes } from '../exit-codes.ts';
import { awaitUpdated } from './follow-running.ts';
import type { Given } from './given.ts';
import type { UpOptions } from './options.ts';
import { updateRunning } from './update-running.ts';
import { wantedPods } from './wanted.ts';

/** `up --detach`: leaves an `up` of its own behind that supervises the pods which nobody supervises yet. */
export async function upDetached(given: Given, project: string, options: UpOptions): Promise<number> {
  const { files, stdin } = given;
  const pods = await wantedPods(given, options);
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  const engineFor = engineFactory(connection, project, signal);
  const update = { project, connection, engineFor, signal };
  const [running] = await Promise.all([updateRunning(pods, update), engineFor]).finally(() =>
    connection.close(),
  );
  const mine = pods.filter(({ name }) => !running.some(({ pod }) => pod === name));
  const argv = [
    ...(options.host === undefined ? [] : ['--host', options.host]),
    ...['--project-name', project, 'up', '--output', 'json', '--keep', '--sidecars', options.sidecars],
    ...(options.with ?? []).flatMap((recipe) => ['--with', recipe]),
    ...['--', ...files],
  ];
  const limits = {
    wait: options.wait ?? false,
    ...(options.timeout !== undefined && { timeoutMs: options.timeout }),
  };
  const wantedOf = (name: string) => pods.find((pod) => pod.name === name)!;
  await Promise.all([
    mine.length > 0 && detach(mine, { project, argv, ...(stdin && { stdin: stdin.text }), ...limits }),
    ...running.map((one) => awaitUpdated(one, wantedOf(one.pod), limits)),
  ]);
  return exitCodes.ok;
}
