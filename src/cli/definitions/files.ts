import { Argument, type Command, Option } from 'commander';
import type { Finish } from './finish.ts';
import { addFileOptions, FILES, type FileOptions, filesOf } from './given-files.ts';
import { withOption } from './recipes.ts';

type ConfigOptions = FileOptions & { with: string[]; quiet: boolean; showSecrets: boolean };

function addConfig(program: Command, finish: Finish): void {
  addFileOptions(program.command('config'))
    .summary('check manifests and print the pods as they would run')
    .argument('[file...]', FILES)
    .addOption(withOption())
    .option('-q, --quiet', 'only check', false)
    .option('--show-secrets', 'print secret values, which are masked otherwise', false)
    .action(async (files: string[], options: ConfigOptions) => {
      const { config } = await import('../commands/config.ts');
      finish(await config(await filesOf(files, options), options));
    });
}

function addSchema(program: Command, finish: Finish): void {
  program
    .command('schema')
    .summary('the JSON schema of the manifests, of Compose files or of lessons')
    .addArgument(
      new Argument('[of]', 'what it describes')
        .choices(['manifest', 'compose', 'lesson'])
        .default('manifest'),
    )
    .action(async (of: 'manifest' | 'compose' | 'lesson') => {
      const { schema } = await import('../commands/schema.ts');
      finish(schema(of));
    });
}

function addLint(program: Command, finish: Finish): void {
  addFileOptions(program.command('lint'))
    .summary('what will hurt in manifests, with its line and its cure')
    .argument('[file...]', FILES)
    .addOption(withOption())
    .addOption(new Option('-o, --output <kind>').choices(['text', 'json', 'sarif']).default('text'))
    .option('--strict', 'notes count as well: exit code 1 for any finding')
    .action(async (files: string[], options: LintOptions) => {
      const { lintFiles } = await import('../commands/lint.ts');
      finish(await lintFiles(await filesOf(files, options), options));
    });
}

interface LintOptions extends FileOptions {
  readonly with: readonly string[];
  readonly output: 'text' | 'json' | 'sarif';
  readonly strict?: boolean;
}

function addPlan(program: Command, finish: Finish): void {
  addFileOptions(program.command('plan'))
    .summary('the order of start and stop, and what gates what')
    .argument('[file...]', FILES)
    .addOption(withOption())
    .addOption(new Option('-o, --output <kind>').choices(['text', 'json']).default('text'))
    .addOption(new Option('--sidecars <kind>').choices(['native', 'legacy']).default('native'))
    .option('--svg <file>', 'draw the order into this file, for slides')
    .addOption(
      new Option('--mermaid', 'print it as a flowchart of Mermaid, for Markdown').conflicts([
        'svg',
        'output',
      ]),
    )
    .action(async (files: string[], options: PlanOptions) => {
      const { plan } = await import('../commands/plan.ts');
      finish(await plan(await filesOf(files, options), options));
    });
}

interface PlanOptions extends FileOptions {
  readonly with: string[];
  readonly output: 'text' | 'json';
  readonly sidecars: 'native' | 'legacy';
  readonly svg?: string;
  readonly mermaid?: boolean;
}

function addInit(program: Command, finish: Finish): void {
  program
    .command('init')
    .summary('write a first manifest that runs as it is')
    .argument('[file]', 'where to; - is standard output', 'pod.yaml')
    .option('--from <image>', 'the image of the app (default: a demo server)')
    .addOption(withOption())
    .option('-f, --force', 'overwrite a file', false)
    .action(async (file: string, options: { from?: string; with: string[]; force: boolean }) => {
      const { init } = await import('../commands/init.ts');
      finish(await init(file, options));
    });
}

/** The commands that need no engine: about manifests. */
export function addFilesCommands(program: Command, finish: Finish): void {
  addInit(program, finish);
  addPlan(program, finish);
  addLint(program, finish);
  addConfig(program, finish);
  addSchema(program, finish);
}
