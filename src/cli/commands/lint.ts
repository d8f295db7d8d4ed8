import type { Finding } from '../../lint/finding.ts';
import { applyIgnores } from '../../lint/ignore.ts';
import { lint, rules } from '../../lint/lint.ts';
import { findingsText } from '../../lint/text.ts';
import { nearest } from '../../manifest/nearest.ts';
import { exitCodes } from '../exit-codes.ts';
import { builtUsers } from '../files/built-users.ts';
import { loadSources, readSources } from '../files/load-pods.ts';
import { harmlessLines } from '../output/harmless.ts';
import { version } from '../version.ts';

interface LintOptions {
  readonly with: readonly string[];
  readonly output: 'text' | 'json' | 'sarif';
  /** Notes fail the command, too. */
  readonly strict?: boolean;
}

/** `outrider lint FILE…`: what will hurt, each with its line and its cure; exit code 1 for an error or a warning. */
export async function lintFiles(files: readonly string[], options: LintOptions): Promise<number> {
  const { output, strict = false } = options;
  const sources = readSources(files);
  const pods = await loadSources(sources, { recipes: options.with });
  const users = builtUsers(pods);
  const found = lint(pods, { userOf: (image) => users.get(image) });
  const findings = applyIgnores(found, sources, { codes: rules.map(({ code }) => code), nearest });
  process.stdout.write(await written(findings, output));
  const hurts = findings.some(({ level }) => strict || level !== 'note');
  return hurts ? exitCodes.failure : exitCodes.ok;
}

async function written(findings: readonly Finding[], output: LintOptions['output']): Promise<string> {
  if (output === 'json') return findings.map((finding) => `${JSON.stringify(finding)}\n`).join('');
  if (output === 'text') return harmlessLines(findingsText(findings));
  const { toSarif } = await import('../../lint/sarif.ts');
  return `${JSON.stringify(toSarif(findings, rules, version), undefined, 2)}\n`;
}
