import { rules } from './lint.ts';

/** The table of rules in docs/lint.md. */
export function rulesTable(): string {
  const rows = rules.map(({ code, level, title }) => `| [\`${code}\`](#${code}) | ${level} | ${title} |`);
  return ['| rule | level | what it finds |', '| --- | --- | --- |', ...rows].join('\n');
}
