import type { Finding } from '../../lint/finding.ts';
import { lint } from '../../lint/lint.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadPods } from '../load-pods.ts';

/** `outrider lint FILE…`: what will hurt, each with its line and its cure; exit code 1 when there is something. */
export async function lintFiles(
  files: readonly string[],
  options: { readonly with: readonly string[]; readonly output: 'text' | 'json' },
): Promise<number> {
  const findings = lint(await loadPods(files, { recipes: options.with }));
  for (const finding of findings)
    process.stdout.write(`${options.output === 'json' ? JSON.stringify(finding) : inWords(finding)}\n`);
  return findings.length === 0 ? exitCodes.ok : exitCodes.failure;
}

function inWords({ location, message, cure, code }: Finding): string {
  const place = location ? `${location.file}:${location.line}:${location.column}: ` : '';
  return `${place}${message} (${code})\n  ${cure}`;
}
