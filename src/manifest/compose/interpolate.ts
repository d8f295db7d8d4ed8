/** What a variable is set to, by name; undefined when it is not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Characters that variables bring into one file. One that holds two others can double them each time. */
export const MOST_FILLED_IN = 4 * 2 ** 20;
export const TOO_MUCH = `more than ${MOST_FILLED_IN} characters come in through variables, the limit of a file`;

export interface Missing {
  readonly name: string;
  /** Which character of the text the variable begins at. */
  readonly index: number;
}

interface Interpolation {
  /** The text with its variables filled in; as it was written when there is a problem. */
  readonly text: string;
  /** The variables that are not set and have no default, once each, in order. */
  readonly missing: readonly Missing[];
  /** The first thing wrong, in words, and which character it begins at. */
  readonly problem?: { readonly message: string; readonly index: number };
}

const NAMED = /^\$([_a-zA-Z][_a-zA-Z0-9]*)/;

/** NAME, then perhaps an operator with what follows it, which may itself hold variables. */
const BRACED = /^([_a-zA-Z][_a-zA-Z0-9]*)(?:(:?)([-?+])([\s\S]*))?$/;

/** A `$` with what makes it up; `body` is what stands in the braces, if it has any. */
interface Part {
  readonly written: string;
  readonly body?: string;
}

/**
 * Fills in the variables of a Compose file's value: `$NAME`, `${NAME}`, `-` default, `?` error and `+` other value,
 * `$$` for a plain `$`. A `$` that no name follows stays as it is. A default, message or other value that is not used
 * is not looked at. Source: Compose specification, `12-interpolation.md`; for the lone `$`, the official loader.
 */
export function interpolate(text: string, variables: Variables, depth = 0): Interpolation {
  const missing = new Map<string, Missing>();
  let filled = '';
  let at = 0;
  for (;;) {
    const dollar = text.indexOf('$', at);
    if (dollar === -1) return { text: filled + text.slice(at), missing: [...missing.values()] };
    const part = partOf(text.slice(dollar));
    const value = evaluate(part, variables, depth + 1);
    for (const { name } of value.missing) if (!missing.has(name)) missing.set(name, { name, index: dollar });
    if (value.problem !== undefined)
      return {
        text,
        missing: [...missing.values()],
        problem: { message: value.problem.message, index: dollar },
      };
    filled += text.slice(at, dollar) + value.text;
    at = dollar + part.written.length;
  }
}

/** The part that a text beginning with `$` begins with. */
function partOf(text: string): Part {
  if (text.startsWith('${')) {
    const end = closingBrace(text);
    return end === -1 ? { written: text } : { written: text.slice(0, end + 1), body: text.slice(2, end) };
  }
  const named = NAMED.exec(text);
  if (named) return { written: named[0], body: named[1]! };
  return { written: text.startsWith('$$') ? '$$' : '$' };
}

/** Where the `${` at the start ends; every brace that opens within must be closed before. -1 when it does not end. */
function closingBrace(text: string): number {
  let open = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === OPENING) open += 1;
    else if (code === CLOSING) open -= 1;
    if (code === CLOSING && open === 0) return index;
  }
  return -1;
}

const OPENING = '{'.charCodeAt(0);
const CLOSING = '}'.charCodeAt(0);

function evaluate({ written, body }: Part, variables: Variables, depth: number): Interpolation {
  if (written === '$$' || written === '$') return { text: '$', missing: [] };
  const match = BRACED.exec(body ?? '');
  if (!match) return wrong(`invalid interpolation "${shortened(written)}"`);
  if (depth > DEEPEST) return wrong(`variables are within each other more than ${DEEPEST} times`);
  const [, name = '', colon, operator, rest = ''] = match;
  // A variable called `constructor` is not set just because every object has one.
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const given = colon ? value || undefined : value;
  if (operator === '+')
    return given === undefined ? { text: '', missing: [] } : interpolate(rest, variables, depth);
  if (given !== undefined) return { text: given, missing: [] };
  if (operator === '-') return interpolate(rest, variables, depth);
  if (operator === '?') return notSet(name, interpolate(rest, variables, depth));
  return { text: '', missing: [{ name, index: 0 }] };
}

/** No file nests them like that; it would be a deep recursion. */
const DEEPEST = 100;

/** Where a brace is not closed, all of the text may be meant. */
function shortened(written: string): string {
  return written.length > LONGEST_SHOWN ? `${written.slice(0, LONGEST_SHOWN)}…` : written;
}

const LONGEST_SHOWN = 60;

function wrong(message: string): Interpolation {
  return { text: '', missing: [], problem: { message, index: 0 } };
}

function notSet(name: string, message: Interpolation): Interpolation {
  const why = message.text === '' ? '' : `: ${message.text}`;
  const problem = message.problem ?? { message: `${name} is not set${why}`, index: 0 };
  return { text: '', missing: message.missing, problem };
}
