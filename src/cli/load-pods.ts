import { readFileSync } from 'node:fs';
import { availableParallelism, hostname, totalmem } from 'node:os';
import type { Diagnostic } from '../manifest/diagnostic.ts';
import type { Pod } from '../pod/model.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

/**
 * Reads manifests (`-` is standard input), prints every problem of all of them at once. Warnings go on.
 * @param stdin standard input, where somebody has read it already.
 */
export async function loadPods(files: readonly string[], stdin?: string): Promise<readonly Pod[]> {
  const sources = files.map((file) =>
    file === '-' ? { file: '<stdin>', text: stdin ?? readText('-') } : { file, text: readText(file) },
  );
  const { readManifests } = await import('../manifest/read.ts');
  const { formatWithExcerpt } = await import('../manifest/diagnostic.ts');
  const { pods, diagnostics } = readManifests(sources, {
    node: { name: hostname(), cpus: availableParallelism(), memoryBytes: totalmem() },
  });
  for (const diagnostic of diagnostics) {
    const source = sources.find(({ file }) => file === diagnostic.file);
    process.stderr.write(`${formatWithExcerpt(diagnostic, source?.text ?? '')}\n`);
  }
  if (diagnostics.some(isError)) {
    const count = diagnostics.filter(isError).length;
    throw new Failure(
      exitCodes.usage,
      `${count} ${count === 1 ? 'problem' : 'problems'}; nothing was created`,
    );
  }
  return pods;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new Failure(exitCodes.usage, `cannot read ${file}: ${reason}`);
  }
}
