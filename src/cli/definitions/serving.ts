import type { Command } from 'commander';
import type { Finish } from './finish.ts';

function addKubeconfig(program: Command, finish: Finish): void {
  program
    .command('kubeconfig')
    .summary('the pods under the Kubernetes API, for kubectl, k9s and stern')
    .option('--all', 'the pods of every project, a namespace each', false)
    .option('--merge', 'add a context to your own kubeconfig; --stop removes it again', false)
    .option('--stop', 'end the server of the API', false)
    .action(async (_options: unknown, command: Command) => {
      const { kubeconfig } = await import('../commands/kubeconfig.ts');
      finish(await kubeconfig(command.optsWithGlobals()));
    });
}

/** What `kubeconfig` leaves behind. */
function addApi(program: Command, finish: Finish): void {
  const api = program.command('api', { hidden: true });
  api
    .command('serve', { hidden: true })
    .option('--all', 'the pods of every project', false)
    .action(async (_options: unknown, command: Command) => {
      const { host, projectName, all } = command.optsWithGlobals();
      const { serve } = await import('../api/serve.ts');
      finish(await serve({ host, scope: all ? { all: true } : { project: projectName } }));
    });
}

/** The commands that show the pods to other programs. */
export function addServingCommands(program: Command, finish: Finish): void {
  addKubeconfig(program, finish);
  addApi(program, finish);
}
