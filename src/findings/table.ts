import { rules } from './findings.ts';
import { silentTitle, supervisorSilentName } from './outside-rules.ts';
import { serviceRules } from './service-rules.ts';

/** The table of findings in docs/findings.md, in the order in which they are told. */
export function findingsTable(): string {
  const all = [{ name: supervisorSilentName, title: silentTitle }, ...rules, ...serviceRules];
  const rows = all.map(({ name, title }) => `| \`${name}\` | ${title} |`);
  return ['| finding | when |', '| --- | --- |', ...rows].join('\n');
}
