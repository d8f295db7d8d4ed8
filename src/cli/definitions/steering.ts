import type { Command } from 'commander';
import type { Finish } from './finish.ts';
import { commandLine, wholeNumber } from './parsers.ts';

function addSteering(program: Command, finish: Finish): void {
  const verbs = [
    ['restart', 'restart containers, or whole pods in order'],
    ['stop', 'stop containers until they are restarted, or end whole pods in order'],
    ['kill', 'send a signal to containers, or kill whole pods'],
  ] as const;
  for (const [verb, summary] of verbs) {
    const command = program
      .command(verb)
      .summary(summary)
      .argument('<target...>', 'a pod, a container, or pod/container');
    if (verb === 'kill') command.option('-s, --signal <name>', 'for containers', 'SIGKILL');
    if (verb === 'stop') command.option('--grace-period <seconds>', 'for whole pods', wholeNumber);
    command.action(async (targets: string[], _options: unknown, self: Command) => {
      const { steer } = await import('../commands/steer.ts');
      finish(await steer(verb, targets, self.optsWithGlobals()));
    });
  }
}

function addExec(program: Command, finish: Finish): void {
  program
    .command('exec')
    .summary('run a command in a container')
    .argument('<target>', 'a container, pod/container, or a pod for its default container')
    .argument('<command...>', 'after -- if it has options of its own')
    .option('-u, --user <user>', 'uid[:gid] or a name')
    .option('-w, --workdir <folder>')
    .option('-e, --env <name=value...>')
    .option('-T, --no-tty', 'give it no terminal')
    .option('--no-interactive', 'keep stdin to yourself')
    .passThroughOptions()
    .action(async (target: string, words: string[], _options: unknown, command: Command) => {
      const { exec } = await import('../commands/exec.ts');
      finish(await exec(target, commandLine(words), command.optsWithGlobals()));
    });
}

function addDebug(program: Command, finish: Finish): void {
  program
    .command('debug')
    .summary('a shell or a tool in a pod’s network namespace')
    .argument('<pod>')
    .argument('[command...]', 'default: bash; tcpdump, ss, curl, nft, conntrack … are there too')
    .passThroughOptions()
    .action(async (pod: string, words: string[], _options: unknown, command: Command) => {
      const { debug } = await import('../commands/debug.ts');
      finish(await debug(pod, commandLine(words), command.optsWithGlobals()));
    });
}

function addPcap(program: Command, finish: Finish): void {
  program
    .command('pcap')
    .summary('record the packets of a pod')
    .argument('<pod>')
    .argument('[filter...]', 'as tcpdump takes it, e.g. tcp port 8080')
    .option('-o, --out <file>', 'default: POD.pcapng; - is stdout')
    .option('--count <packets>', 'end after so many', wholeNumber)
    .option('--open', 'show them in Wireshark as they come')
    .action(async (pod: string, filter: string[], _options: unknown, command: Command) => {
      const { pcap } = await import('../commands/pcap.ts');
      finish(await pcap(pod, filter, command.optsWithGlobals()));
    });
}

/** The commands that reach into pods. */
export function addSteeringCommands(program: Command, finish: Finish): void {
  addSteering(program, finish);
  addExec(program, finish);
  addDebug(program, finish);
  addPcap(program, finish);
}
