import { type Command, Option } from 'commander';
import type { Finish } from './finish.ts';
import { FILES, filesOf } from './given-files.ts';
import { withOption } from './recipes.ts';

/** What a room without a network needs. */
export function addBundleCommands(program: Command, finish: Finish): void {
  program
    .command('images')
    .summary('the images that pods need, and which of them are there')
    .argument('[file...]', FILES)
    .addOption(withOption())
    .addOption(new Option('-o, --output <kind>').choices(['table', 'json']).default('table'))
    .action(async (files: string[], _options: unknown, command: Command) => {
      const { images } = await import('../commands/bundle.ts');
      finish(await images(await filesOf(files), command.optsWithGlobals()));
    });
  const bundle = program
    .command('bundle')
    .summary('manifests and images in one file, for a place without a network');
  bundle
    .command('save')
    .summary('write a bundle')
    .argument('<file...>', 'manifests, folders of them')
    .addOption(withOption())
    .requiredOption('-o, --out <file>', 'e.g. lab.tar')
    .action(async (files: string[], _options: unknown, command: Command) => {
      const { saveBundle } = await import('../commands/bundle.ts');
      finish(await saveBundle(await filesOf(files), command.optsWithGlobals()));
    });
  bundle
    .command('load')
    .summary('put its images on the engine and its files into a folder')
    .argument('<file>')
    .option('-C, --directory <folder>', 'default: a folder named after the bundle, beside it')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { loadBundle } = await import('../commands/bundle.ts');
      finish(await loadBundle(file, command.optsWithGlobals()));
    });
  bundle
    .command('verify')
    .summary('say whether a bundle is whole')
    .argument('<file>')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { verifyBundle } = await import('../commands/bundle.ts');
      finish(await verifyBundle(file, command.optsWithGlobals()));
    });
}
