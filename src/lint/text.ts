import type { Finding } from './finding.ts';

/** Findings that are printed, of two lines each: a terminal has room for 100 lines. */
const MOST_FINDINGS = 49;
const LEVELS: readonly Finding['level'][] = ['error', 'warning', 'note'];

/** The findings as text, two lines each. Where there are very many, the worst ones stand there, and the others are counted. */
export function findingsText(findings: readonly Finding[]): string {
  const left = findings.length - MOST_FINDINGS;
  const byLevel = LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level));
  const shown = new Set(byLevel.slice(0, MOST_FINDINGS));
  const texts = findings.filter((finding) => shown.has(finding)).map(inWords);
  return [...texts, ...(left > 0 ? [`… and ${left} more; --output json prints all\n`] : [])].join('');
}

function inWords({ location, level, message, cure, code }: Finding): string {
  const place = location ? `${location.file}:${location.line}:${location.column}: ` : '';
  return `${place}${level}: ${message} (${code})\n  ${cure}\n`;
}
