import { StatusError } from '../../status.ts';
import { type Token, tokensOf } from './label-tokens.ts';
import { keyProblems, valueProblems } from './label-words.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether labels are those that a selector asks for. */
export type LabelTest = (labels: Labels) => boolean;

type Operator = 'exists' | '!' | 'in' | 'notin' | '=' | '==' | '!=' | '>' | '<';

interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/**
 * Reads a label selector: `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`. Empty selects everything.
 *
 * @throws StatusError `BadRequest`, in the words of a server.
 * Source: apimachinery `pkg/labels/selector.go`.
 */
export function labelTest(text: string | null): LabelTest {
  const tests = requirements(text ?? '').map(testOf);
  return (labels) => tests.every((test) => test(labels));
}

/** The tokens that are left. */
interface Reader {
  /** `in` and `notin` are words where no operator can stand. */
  readonly look: () => Token;
  readonly take: () => Token;
}

function readerOf(text: string): Reader {
  const tokens = tokensOf(text);
  let at = 0;
  const look = (): Token => tokens[Math.min(at, tokens.length - 1)]!;
  const take = (): Token => {
    const token = look();
    at += 1;
    return token;
  };
  return { look, take };
}

const isWord = ({ is }: Token): boolean => is === 'word' || is === 'in' || is === 'notin';
const begins = (token: Token): boolean => isWord(token) || token.text === '!';

function requirements(text: string): readonly Requirement[] {
  const reader = readerOf(text);
  const found: Requirement[] = [];
  if (reader.look().is === 'end') return found;
  if (!begins(reader.look()))
    throw bad(`found '${reader.look().text}', expected: !, identifier, or 'end of string'`);
  for (;;) {
    found.push(requirement(reader));
    const { is, text: next } = reader.take();
    if (is === 'end') return found;
    if (next !== ',') throw bad(`found '${next}', expected: ',' or 'end of string'`);
    if (!begins(reader.look())) throw bad(`found '${reader.look().text}', expected: identifier after ','`);
  }
}

function requirement(reader: Reader): Requirement {
  const isNot = reader.look().text === '!';
  if (isNot) reader.take();
  const key = reader.take();
  if (!isWord(key)) throw unparsed(`found '${key.text}', expected: identifier`);
  const problems = keyProblems(key.text);
  if (problems.length > 0) throw unparsed(invalid('<nil>', key.text, problems));
  const next = reader.look();
  // A "!" is the whole operator: what follows the key is looked at as the end of the requirement.
  if (isNot) return { key: key.text, operator: '!', values: [] };
  if (next.is === 'end' || next.text === ',') return { key: key.text, operator: 'exists', values: [] };
  const operator = operatorOf(reader.take());
  const values = operator === 'in' || operator === 'notin' ? valuesOf(reader) : [exactValue(reader)];
  return checked({ key: key.text, operator, values: [...new Set(values)].sort() });
}

const operators: readonly string[] = ['in', 'notin', '=', '==', '!=', '>', '<'];

function operatorOf({ text }: Token): Operator {
  if (operators.includes(text)) return text as Operator;
  throw unparsed(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
}

function exactValue(reader: Reader): string {
  const next = reader.look();
  if (next.is === 'end' || next.text === ',') return '';
  const { text } = reader.take();
  if (isWord(next)) return text;
  throw unparsed(`found '${text}', expected: identifier`);
}

/** `(a,b)`: a value may be missing, which is the empty one. */
function valuesOf(reader: Reader): readonly string[] {
  const open = reader.take();
  if (open.text !== '(') throw unparsed(`found '${open.text}' expected: '('`);
  const values: string[] = [];
  let [word, isAfterComma] = [undefined as string | undefined, true];
  for (;;) {
    const token = reader.look();
    if (isWord(token) && word === undefined) word = token.text;
    else if (token.text === ',' || token.text === ')') values.push(word ?? '');
    else throw unparsed(notAValue(token, word, values.length === 0 && isAfterComma));
    reader.take();
    isAfterComma = token.text === ',';
    if (token.text === ')') return values;
    if (isAfterComma) word = undefined;
  }
}

function notAValue({ text }: Token, before: string | undefined, isFirst: boolean): string {
  if (before !== undefined) return `found '${text}', expected: ',' or ')'`;
  return isFirst
    ? `found '${text}', expected: ',', ')' or identifier`
    : `found '${text}', expected: ',', or identifier`;
}

function checked(one: Requirement): Requirement {
  const { key, operator, values } = one;
  const numbers = operator === '>' || operator === '<';
  const problems = [
    ...values.flatMap((value, at) =>
      numbers && !isInteger(value)
        ? [invalid(`values[${at}]`, value, ["for 'Gt', 'Lt' operators, the value must be an integer"])]
        : [],
    ),
    ...values.flatMap((value, at) => {
      const found = valueProblems(value);
      return found.length > 0 ? [invalid(`values[${at}][${key}]`, value, found)] : [];
    }),
  ];
  if (problems.length > 0) throw unparsed(problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`);
  return one;
}

const isInteger = (text: string): boolean => /^[-+]?\d+$/.test(text);

function invalid(path: string, value: string, problems: readonly string[]): string {
  return `${path}: Invalid value: ${JSON.stringify(value)}: ${problems.join('; ')}`;
}

const bad = (message: string): StatusError => new StatusError('BadRequest', message);
const unparsed = (message: string): StatusError => bad(`unable to parse requirement: ${message}`);

function testOf({ key, operator, values }: Requirement): LabelTest {
  const has = (labels: Labels): boolean => Object.hasOwn(labels, key);
  const isAmong = (labels: Labels): boolean => has(labels) && values.includes(labels[key]!);
  switch (operator) {
    case 'exists':
      return has;
    case '!':
      return (labels) => !has(labels);
    case 'notin':
    case '!=':
      return (labels) => !isAmong(labels);
    case '>':
      return (labels) => has(labels) && isInteger(labels[key]!) && Number(labels[key]) > Number(values[0]);
    case '<':
      return (labels) => has(labels) && isInteger(labels[key]!) && Number(labels[key]) < Number(values[0]);
    default:
      return isAmong;
  }
}
