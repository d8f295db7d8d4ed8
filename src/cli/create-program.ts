import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type ClusterOptions, commandsOnClusters } from './cluster/options.ts';
import { addAboutCommands } from './definitions/about.ts';
import { takeAnywhere } from './definitions/anywhere.ts';
import { addBundleCommands } from './definitions/bundles.ts';
import { addCaptureCommands } from './definitions/capturing.ts';
import { addExportCommands } from './definitions/exporting.ts';
import { addFaultCommands } from './definitions/faults.ts';
import { addFilesCommands } from './definitions/files.ts';
import type { Finish } from './definitions/finish.ts';
import { describeCommands } from './definitions/help.ts';
import { addLessonCommands } from './definitions/lessons.ts';
import { addLookingCommands } from './definitions/looking.ts';
import { addMeshCommands } from './definitions/meshing.ts';
import { collected } from './definitions/parsers.ts';
import { addRecipesCommands } from './definitions/recipes.ts';
import { addRunningCommands } from './definitions/running.ts';
import { addServingCommands } from './definitions/serving.ts';
import { addSteeringCommands } from './definitions/steering.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { version } from './version.ts';

function composeOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collected).default([], 'none');
}

/** The options are other words for Compose's variables, which a process in the background inherits as well. */
function setComposeVariables({ profile, envFile }: { profile: string[]; envFile: string[] }): void {
  if (profile.length > 0) process.env['COMPOSE_PROFILES'] = profile.join(',');
  if (envFile.length > 0) process.env['COMPOSE_ENV_FILES'] = envFile.map((file) => resolve(file)).join(',');
}

/** What would do something here while a person means a cluster does nothing. @throws Failure */
function checkContext({ context, namespace }: ClusterOptions, command: string): void {
  if (context !== undefined && !commandsOnClusters.includes(command))
    throw new Failure(
      exitCodes.usage,
      `${command} has no --context: it is about pods that Outrider runs on an engine`,
      `With a cluster go ${commandsOnClusters.join(', ')}; \`kubectl --context ${context}\` does the rest.`,
    );
  if (namespace !== undefined && context === undefined)
    throw new Failure(exitCodes.usage, '--namespace is of a cluster, which --context names');
}

/** The whole command line. Each command answers with its exit code, through `finish`. */
export function createProgram(finish: Finish): Command {
  const program = new Command('outrider')
    .description('Runs a service and its sidecars on a laptop the way a cluster would.')
    .version(version, '--version')
    .option('-p, --project-name <name>', 'project (default: the folder of the first file)')
    .option('-H, --host <url>', 'engine (default: DOCKER_HOST, the Docker context, the usual sockets)')
    .option('--context <name>', 'a cluster of the kubeconfig in the place of an engine, by way of kubectl')
    .option('--namespace <name>', 'on that cluster (default: the one of the context)')
    .addOption(composeOption('--profile <name>', 'a profile of a Compose file; may be given several times'))
    .addOption(composeOption('--env-file <file>', 'variables of a Compose file, instead of .env beside it'))
    .hook('preAction', (command, called) => {
      setComposeVariables(command.opts());
      checkContext(command.opts(), called.name());
    })
    .exitOverride()
    .enablePositionalOptions()
    .configureHelp({ sortSubcommands: false })
    .showHelpAfterError('`outrider --help` lists the commands.');
  addRunningCommands(program, finish);
  addLookingCommands(program, finish);
  addSteeringCommands(program, finish);
  addServingCommands(program, finish);
  addFaultCommands(program, finish);
  addFilesCommands(program, finish);
  addExportCommands(program, finish);
  addBundleCommands(program, finish);
  addCaptureCommands(program, finish);
  addMeshCommands(program, finish);
  addRecipesCommands(program, finish);
  addLessonCommands(program, finish);
  addAboutCommands(program, finish);
  takeAnywhere(program);
  describeCommands(program);
  return program;
}
