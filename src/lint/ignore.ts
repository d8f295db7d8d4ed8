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
  const used = new Set<IgnoreComment>();
  const atLine = byTarget(comments);
  const kept = findings.filter(({ code, location }) => {
    const there = location && atLine.get(placeKey(location.file, location.line));
    const meant = (there ?? []).filter(({ codes }) => codes.includes(code));
    for (const comment of meant) used.add(comment);
    return meant.length === 0;
  });
  const problems = comments.flatMap((comment) => (used.has(comment) ? [] : problemsOf(comment, known)));
  return [...kept, ...problems];
}

/** Those that say why, by the line that they are about. */
function byTarget(comments: readonly IgnoreComment[]): ReadonlyMap<string, readonly IgnoreComment[]> {
  const lists = new Map<string, IgnoreComment[]>();
  for (const comment of comments.filter(({ reason }) => reason !== '')) {
    const key = placeKey(comment.file, comment.target);
    const list = lists.get(key);
    if (list) list.push(comment);
    else lists.set(key, [comment]);
  }
  return lists;
}

function placeKey(file: string, line: number): string {
  return `${line}:${file}`;
}

function commentsIn({ file, text }: TextFile): readonly IgnoreComment[] {
  const lines = text.split(/\r?\n/);
  const targets = targetsOf(lines);
  return lines.flatMap((line, index): readonly IgnoreComment[] => {
    const found = /(?:^|\s)#\s*outrider:ignore(?:\s+(\S+)\s*(.*?))?\s*$/.exec(line);
    if (!found) return [];
    const [, codes = '', reason = ''] = found;
    return [
      {
        file,
        line: index + 1,
        column: line.indexOf('#', found.index) + 1,
        target: targets[index]! + 1,
        codes: codes.split(',').filter((code) => code !== ''),
        reason,
      },
    ];
  });
}

/** For each line the one that a comment on it is about, from 0: itself, or for a comment alone the next one with more than that. */
function targetsOf(lines: readonly string[]): readonly number[] {
  const targets: number[] = [];
  let next: number | undefined;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]!;
    targets[index] = isComment(line) ? (next ?? index) : index;
    if (!isComment(line) && line.trim() !== '') next = index;
  }
  return targets;
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
