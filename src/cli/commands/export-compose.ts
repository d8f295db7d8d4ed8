import { writeFileSync } from 'node:fs';
import { exportCompose } from '../../export/compose/export-compose.ts';
import type { ExportSettings } from '../../export/compose/settings.ts';
import { catalogueImage } from '../../images/catalogue.ts';
import { mirrored } from '../../images/mirror.ts';
import type { Pod } from '../../pod/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { loadPods } from '../files/load-pods.ts';
import { projectName } from '../project-name.ts';
import type { Given } from '../up/given.ts';

export interface ExportComposeOptions {
  readonly with: readonly string[];
  readonly projectName?: string;
  /** Where to; standard output without it. */
  readonly output?: string;
  /** The image for what Outrider's holder does. */
  readonly image?: string;
  /** The file builds that image. */
  readonly build?: boolean;
}

/** `outrider export compose FILE`: a Compose file that runs under `docker compose` alone. */
export async function exportToCompose(
  { files, stdin }: Given,
  options: ExportComposeOptions,
): Promise<number> {
  const project = projectName(options.projectName, files);
  const pods = await loadPods(files, { ...(stdin && { stdin }), recipes: options.with, project });
  const { text, lost } = exportCompose(pods.map(fromMirror), settingsOf(project, options));
  if (options.output === undefined || options.output === '-') process.stdout.write(text);
  else write(options.output, text);
  for (const note of lost) process.stderr.write(`note: ${note}\n`);
  return exitCodes.ok;
}

function settingsOf(project: string, { image, build = false }: ExportComposeOptions): ExportSettings {
  if (build) return { project, image: image ?? `${project}-tools`, builds: true };
  return { project, image: image ?? catalogueImage('holder').reference, builds: false };
}

/** Images under the names that `up` asks the engine for. */
function fromMirror(pod: Pod): Pod {
  const mirror = process.env['OUTRIDER_IMAGE_MIRROR'];
  const renamed = <T extends { readonly image: string }>(container: T): T => ({
    ...container,
    image: mirrored(container.image, mirror),
  });
  return {
    ...pod,
    initContainers: pod.initContainers.map(renamed),
    containers: pod.containers.map(renamed),
  };
}

function write(file: string, text: string): void {
  try {
    // Secrets may stand in it.
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw new Failure(exitCodes.usage, `cannot write ${file}: ${(error as Error).message}`);
  }
}
