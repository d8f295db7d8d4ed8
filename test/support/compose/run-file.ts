import type { OutriderEvent } from '../../../src/events/types.ts';
import { type projectFolder, runOutrider } from '../cli/run-outrider.ts';

/** What a run of a Compose file showed. */
export interface FileRun {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly events: readonly OutriderEvent[];
  /** The lines of a service. @throws when there are none, with what was said. */
  readonly linesOf: (service: string) => readonly string[];
}

/** Runs a Compose file to its end. */
export async function runFile(
  folder: ReturnType<typeof projectFolder>,
  text: string,
  options: readonly string[] = [],
): Promise<FileRun> {
  const file = folder.file(text, 'compose.yaml');
  const args = ['-p', folder.project, 'up', file, '--timeout', '120s', '--output', 'json', ...options];
  const { stdout, stderr, exitCode } = await runOutrider(args, { env: { WORD: 'word' } });
  const events = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OutriderEvent);
  const linesOf = (service: string): readonly string[] => {
    const lines = events.flatMap((event) =>
      event.type === 'Log' && event.container === service ? [event.line] : [],
    );
    if (lines.length === 0) throw new Error(`${service} has no lines: ${stderr}`);
    return lines;
  };
  return { exitCode, stderr, events, linesOf };
}

/** A service that runs a program of `sh`, with some more fields in YAML. */
export function shellService(name: string, program: string, fields = ''): string {
  const command = JSON.stringify(program.replaceAll('$', '$$$$'));
  const lines = ['image: outrider/demo:0.1', 'entrypoint: [sh, -c]', `command: [${command}]`];
  return [`  ${name}:`, ...lines.map((line) => `    ${line}`), fields.replace(/^(?=.)/gm, '    '), ''].join(
    '\n',
  );
}
