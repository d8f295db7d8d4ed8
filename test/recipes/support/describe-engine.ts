import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Everything that the engine shows of a project to whoever may ask it: descriptions of all objects, and all output. */
export async function describeEngine(project: string): Promise<string> {
  const filter = ['--filter', `label=dev.outrider.project=${project}`];
  const ids = async (kind: readonly string[]) =>
    (await docker([...kind, '--quiet', ...filter])).split('\n').filter((line) => line !== '');
  const [containers, networks, volumes] = await Promise.all([
    ids(['ps', '--all']),
    ids(['network', 'ls']),
    ids(['volume', 'ls']),
  ]);
  const described = [containers, networks, volumes].flat().map((id) => docker(['inspect', id]));
  const output = containers.map((id) => docker(['logs', id]));
  return (await Promise.all([...described, ...output])).join('\n');
}

async function docker(args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run('docker', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout + stderr;
}
