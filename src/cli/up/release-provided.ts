import { existsSync } from 'node:fs';
import { type MeetingPlace, stateFileOf } from '../../control/place.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, printFailure } from '../failure.ts';
import { harmless } from '../output/harmless.ts';
import { programEnvironment } from './program-environment.ts';

/** Where this machine remembers which providers have made something for the project. */
export function providersFile(place: MeetingPlace): string {
  return stateFileOf(process.env, place, 'providers.json');
}

/**
 * Has the providers of the project take their services away, the last one first. One that cannot is told, and asked again by the
 * next `down`.
 * @returns whether all of them did.
 */
export async function releaseProvided(
  place: MeetingPlace,
  { host }: { readonly host?: string | undefined },
): Promise<boolean> {
  const file = providersFile(place);
  const { keepProviders, keptProviders } = await import('../../providers/kept.ts');
  const kept = keptProviders(file);
  if (kept.length === 0) return true;
  const { findProgram } = await import('../../providers/find-program.ts');
  const { runProvider } = await import('../../providers/run-provider.ts');
  let left = kept;
  for (const provider of kept.toReversed()) {
    const { name, type } = provider;
    const program = findProgram(type, process.env);
    try {
      if (program === undefined) throw new Error(`the provider ${type} is not on this machine any more`);
      await runProvider(provider, {
        ...{ program, command: 'down', project: place.of.project, env: programEnvironment(host) },
        tell: (words) => void process.stderr.write(`${harmless(name)} | ${harmless(words)}\n`),
        signal: new AbortController().signal,
      });
      left = left.filter((one) => one !== provider);
      keepProviders(file, left);
      process.stderr.write(`${harmless(name)} removed\n`);
    } catch (error) {
      const hint = 'The next `outrider down` asks it again.';
      printFailure(new Failure(exitCodes.failure, `${name}: ${(error as Error).message}`, hint));
    }
  }
  return left.length === 0;
}

/** As `releaseProvided`, once no pod of the project is on the engine that could need them. */
export async function releaseWhenGone(
  connection: Connection,
  place: MeetingPlace,
  options: { readonly host?: string | undefined },
): Promise<void> {
  if (!existsSync(providersFile(place))) return;
  const { listPods } = await import('../../docker/list.ts');
  const pods = await listPods(connection.docker, place.of.project, new AbortController().signal);
  if (pods.length === 0) await releaseProvided(place, options);
}
