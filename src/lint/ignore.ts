import type { Finding } from './finding.ts';

/** A comment in a file that switches rules off: `# outrider:ignore RULE[,RULE] reason`. */
interface IgnoreComment {
  readonly file: string;
  /** Where the comment stands; lines and columns count from 1. */
  readonly line: number;
  readonly column: number;
  /** The line that it is about: its own, or the next one that is no comment. */
  readonly target: number;
  readonly codes: readonly string[];
  readonly reason: string;
}

interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** The rules that there are, and how to find the one that was probably meant. */
interface KnownRules {
  readonly codes: readonly string[];
  readonly nearest: (word: string, names: readonly string[]) => string | undefined;
}

/**
 * Takes away the findings that a comment at their line, or above it, switches off. Adds a finding for each comment that
 * does not say why, names an unknown rule, or switches nothing off.
 */
export function applyIgnores(
  findings: readonly Finding[],
  files: readonly TextFile[],
  known: KnownRules,
): readonly Finding[] {
  const comments = files.flatMap(commentsIn);
  const isMeant = ({ code, location }: Finding, comment: IgnoreComment): boolean =>
    comment.reason !== '' &&
    comment.codes.includes(code) &&
    location?.file === comment.file &&
    location.line === comment.target;
  const kept = findings.filter((finding) => !comments.some((comment) => isMeant(finding, comment)));
  const problems = comments.flatMap((comment) => {
    const isUsed = findings.some((finding) => isMeant(finding, comment));
    return isUsed ? [] : problemsOf(comment, known);
  });
  return [...kept, ...problems];
}

function commentsIn({ file, text }: TextFile): readonly IgnoreComment[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, index): readonly IgnoreComment[] => {
    const found = /(?:^|\s)#\s*outrider:ignore(?:\s+(\S+)\s*(.*?))?\s*$/.exec(line);
    if (!found) return [];
    const [, codes = '', reason = ''] = found;
    return [
      {
        file,
        line: index + 1,
        column: line.indexOf('#', found.index) + 1,
        target: targetOf(lines, index) + 1,
        codes: codes.split(',').filter((code) => code !== ''),
        reason,
      },
    ];
  });
}

function targetOf(lines: readonly string[], index: number): number {
  if (!isComment(lines[index]!)) return index;
  const next = lines.findIndex((line, at) => at > index && !isComment(line) && line.trim() !== '');
  return next === -1 ? index : next;
}

const isComment = (line: string): boolean => /^\s*#/.test(line);

function problemsOf(
  { file, line, column, codes, reason }: IgnoreComment,
  known: KnownRules,
): readonly Finding[] {
  const problem = (level: Finding['level'], message: string, cure: string): Finding => ({
    code: 'ignore-comment',
    level,
    pod: '',
    message,
    cure,
    location: { file, line, column },
  });
  if (codes.length === 0)
    return [problem('warning', 'outrider:ignore names no rule', 'Write # outrider:ignore RULE reason.')];
  const unknown = codes.filter((code) => !known.codes.includes(code));
  if (unknown.length > 0)
    return unknown.map((code) => {
      const near = known.nearest(code, known.codes);
      const cure = near === undefined ? 'docs/lint.md lists the rules.' : `Did you mean ${near}?`;
      return problem('warning', `there is no rule ${code}`, cure);
    });
  if (reason === '')
    return [
      problem(
        'warning',
        `outrider:ignore ${codes.join(',')} gives no reason, so the rule stays on`,
        'Write why after the name of the rule.',
      ),
    ];
  return [
    problem('note', `outrider:ignore ${codes.join(',')} switches nothing off here`, 'Remove the comment.'),
  ];
}
