import { spawn } from 'node:child_process';

interface OwnCommand {
  readonly host?: string | undefined;
  readonly project: string;
  /** The folder that it runs in. */
  readonly folder: string;
  /** What it prints is kept back and answered with. */
  readonly isQuiet?: boolean;
}

/** How a command of outrider ended. A signal counts as exit code 1. */
export interface OwnEnd {
  readonly exitCode: number;
  /** What it has printed, where it was kept back. */
  readonly said: string;
}

/** Runs a command of outrider as a person would, in the working folder and about the lesson's project. */
export function runOwn(words: readonly string[], options: OwnCommand): Promise<OwnEnd> {
  const { host, project, folder, isQuiet = false } = options;
  const about = [...(host === undefined ? [] : ['--host', host]), '--project-name', project];
  const argv = [...process.execArgv, process.argv[1]!, ...about, ...words];
  const output = isQuiet ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, argv, { cwd: folder, stdio: ['ignore', output, output] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ exitCode: 1, said: message }));
    child.once('close', (code) => resolve({ exitCode: code ?? 1, said }));
  });
}
