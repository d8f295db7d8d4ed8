import { RE2JS, RE2JSException } from 're2js';

/**
 * What people type after `/` or `--grep`, as RE2 understands it: it matches in linear time, so that no pattern can stop
 * the process that looks for it.
 */
export interface Pattern {
  /** Whether there is a match; `inverted` is not looked at. */
  readonly test: (text: string) => boolean;
  /** Where the matches are: each one's begin and end, in order; empty matches are left out. */
  readonly matches: (text: string) => readonly (readonly [number, number])[];
  /** Asks for lines that do not match. */
  readonly inverted: boolean;
}

type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly code: 'bad-pattern'; readonly message: string; readonly hint: string };

/** Instructions of a compiled pattern. One line costs at most its length times this. */
const longestProgram = 1000;
const usualHint = 'characters such as ( [ . * ? + mean themselves behind a backslash';

/** `!` inverts, `\!` is the character itself, `(?i)` ignores case. */
export function parsePattern(text: string): PatternResult {
  const inverted = text.startsWith('!');
  const rest = inverted ? text.slice(1) : text.replace(/^\\!/, '!');
  if (/^[^\\^$.*+?()[\]{}|]*$/.test(rest)) return { ok: true, pattern: literal(rest, inverted) };
  if (/\\[1-9]|\\k</.test(rest)) return bad(text, 'it has a back-reference', notLinear);
  if (/\(\?<?[=!]/.test(rest)) return bad(text, 'it looks around', notLinear);
  try {
    const regex = RE2JS.compile(rest);
    if (regex.programSize() > longestProgram) return bad(text, 'it is too large', 'repeat less often');
    return { ok: true, pattern: compiled(regex, inverted) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return bad(text, error.message.replace('error parsing regexp: ', '').replaceAll('`', '"'), usualHint);
  }
}

const notLinear = 'back-references and look-around ((?=x), (?<!x)) cannot be matched in linear time';

function bad(text: string, why: string, hint: string): PatternResult {
  return {
    ok: false,
    code: 'bad-pattern',
    message: `${JSON.stringify(text)} is no regular expression that can be used: ${why}`,
    hint,
  };
}

function literal(word: string, inverted: boolean): Pattern {
  return {
    inverted,
    test: (text) => text.includes(word),
    matches: (text) => {
      const found: [number, number][] = [];
      if (word === '') return found;
      for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length))
        found.push([at, at + word.length]);
      return found;
    },
  };
}

function compiled(regex: RE2JS, inverted: boolean): Pattern {
  return {
    inverted,
    test: (text) => regex.test(text),
    matches: (text) => {
      const found: [number, number][] = [];
      const matcher = regex.matcher(text);
      while (matcher.find())
        if (matcher.end() > matcher.start()) found.push([matcher.start(), matcher.end()]);
      return found;
    },
  };
}
