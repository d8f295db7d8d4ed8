import type { Command } from 'commander';
import { CAPTURE_IMAGE } from '../../export/kubernetes/capture-image.ts';
import type { ExportComposeOptions } from '../commands/export-compose.ts';
import type { ExportKubernetesOptions } from '../commands/export-kubernetes.ts';
import type { Finish } from './finish.ts';
import { addFileOptions, FILES, type FileOptions, filesOf } from './given-files.ts';
import { withOption } from './recipes.ts';

function addKubernetes(group: Command, finish: Finish): void {
  group
    .command('kubernetes')
    .summary('manifests that run on a cluster without Outrider, sidecars and capture included')
    .argument('[file...]', FILES)
    .option('-R, --recursive', 'look into the folders of a folder too')
    .addOption(withOption())
    .option('-o, --output <file>', 'write to a file (default: standard output)')
    .option(
      '--kustomize <folder>',
      'write a kustomization: a base, and an overlay that adds sidecars and rules',
    )
    .option('-f, --force', 'write into a folder that is not empty', false)
    .option('--show-secrets', 'write Secrets, which are left out otherwise', false)
    .option(
      '--capture-image <image>',
      'what loads capture rules: has sh, iptables, sed and ip',
      CAPTURE_IMAGE,
    )
    .action(
      async (
        files: string[],
        options: ExportKubernetesOptions & { recursive?: boolean },
        command: Command,
      ) => {
        const { exportToKubernetes } = await import('../commands/export-kubernetes.ts');
        finish(await exportToKubernetes({ files: await filesOf(files, options) }, command.optsWithGlobals()));
      },
    );
}

function addCompose(group: Command, finish: Finish): void {
  addFileOptions(group.command('compose'))
    .summary('a Compose file that runs under `docker compose` alone, sidecars and capture included')
    .argument('[file...]', FILES)
    .addOption(withOption())
    .option('-o, --output <file>', 'write to a file (default: standard output)')
    .option('--image <image>', 'what owns networks and loads rules (default: the image that Outrider makes)')
    .option('--build', 'the file builds that image from Debian, for machines where Outrider has never run')
    .action(async (files: string[], options: ExportComposeOptions & FileOptions, command: Command) => {
      const { exportToCompose } = await import('../commands/export-compose.ts');
      finish(await exportToCompose({ files: await filesOf(files, options) }, command.optsWithGlobals()));
    });
}

/** `outrider export …`: the same pods for other programs. */
export function addExportCommands(program: Command, finish: Finish): void {
  const group = program.command('export').summary('the pods for a cluster, or for docker compose');
  addKubernetes(group, finish);
  addCompose(group, finish);
}
