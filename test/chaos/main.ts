import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { drill, type Result, summaryOf } from './drill.ts';
import { readOptions } from './options.ts';
import type { Place } from './story/stage.ts';
import { canMount } from './world/folders.ts';
import { bringImages } from './world/images.ts';
import { startOwnEngine } from './world/own-engine.ts';

/** What the script that starts the drill has prepared. */
export interface Prepared {
  /** The socket of the engine that has the images. */
  readonly socket: string;
  /** The images that the runs need. */
  readonly images: readonly string[];
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** The drill: runs with faults that were drawn from their seeds. @returns whether everything was well. */
export async function main(args: readonly string[], prepared: Prepared): Promise<boolean> {
  const { say, signal } = prepared;
  const options = readOptions(args, Date.now() % 1_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'outrider-chaos-'));
  const places: Place[] = [];
  try {
    for (let job = 0; job < options.jobs; job++) places.push(await makePlace(folder, job, prepared));
    const ownEngine = places.every(({ engine }) => engine !== undefined);
    const abilities = { ownEngine, mounts: canMount(join(folder, 'mount')) };
    if (!abilities.mounts)
      say('skipped: runs with a full disk, as this machine lets us mount no file system');
    print(`${options.runs} runs, seed ${options.seed}`);
    const result = await drill(options, { places, abilities, signal, print });
    for (const line of summaryOf(result)) print(line);
    return isWell(result) && result.runs === options.runs;
  } finally {
    for (const { engine } of places) await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An engine of its own with the images, or the engine that was found where there cannot be one. */
async function makePlace(folder: string, job: number, { socket, images, say }: Prepared): Promise<Place> {
  const own = join(folder, `engine${job}`);
  try {
    const engine = await startOwnEngine(own);
    await bringImages(new Docker({ socketPath: socket }), new Docker({ socketPath: engine.socket }), images);
    return { socket: engine.socket, engine, folder };
  } catch (error) {
    say(`skipped: restarts of the engine, as there is no second one: ${(error as Error).message}`);
    return { socket, folder };
  }
}

function isWell({ failed }: Result): boolean {
  return failed === 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
