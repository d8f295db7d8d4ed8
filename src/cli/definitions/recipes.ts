import { type Command, Option } from 'commander';
import type { Finish } from './finish.ts';
import { FILES, filesOf } from './given-files.ts';
import { collected } from './parsers.ts';

/** `--with`, once a recipe. */
export function withOption(): Option {
  return new Option('--with <recipe[:key=value,…]>', 'add a recipe; may be given several times')
    .argParser(collected)
    .default([], 'none');
}

function addRecipes(program: Command, finish: Finish): void {
  program
    .command('recipes')
    .summary('sidecars that are ready to add: list them, or show one')
    .argument('[name]', 'a recipe, or the path of its folder')
    .option('--schema', 'the JSON schema of recipe.yaml', false)
    .addOption(new Option('-o, --output <kind>').choices(['text', 'json']).default('text'))
    .action(async (name: string | undefined, options: { schema: boolean; output: 'text' | 'json' }) => {
      const { recipes } = await import('../commands/recipes.ts');
      finish(recipes(name, options));
    });
}

function addInject(program: Command, finish: Finish): void {
  program
    .command('inject')
    .summary('print manifests with recipes added, ready for a cluster')
    .argument('[file...]', FILES)
    .addOption(withOption())
    .action(async (files: string[], _options: unknown, command: Command) => {
      const { inject } = await import('../commands/inject.ts');
      finish(await inject({ files: await filesOf(files) }, command.optsWithGlobals()));
    });
}

/** The commands about recipes; `up --with` uses them. */
export function addRecipesCommands(program: Command, finish: Finish): void {
  addRecipes(program, finish);
  addInject(program, finish);
}
