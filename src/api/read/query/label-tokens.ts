/** A word, or a sign, of a label selector. `end` has the empty text. */
export interface Token {
  readonly is: 'word' | 'in' | 'notin' | 'sign' | 'end' | 'error';
  readonly text: string;
}

const signs = [')', ',', '!', '==', '=', '>', '(', '!=', '<'];
const isSign = (character: string): boolean => '=!(),><'.includes(character);
const isSpace = (character: string): boolean => ' \t\r\n'.includes(character);

/**
 * Takes a label selector apart. The last token is the end.
 * Source: apimachinery `pkg/labels/selector.go`, Lexer.
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text[at]!)) {
      at += 1;
      continue;
    }
    const [token, length] = isSign(text[at]!) ? signAt(text, at) : wordAt(text, at);
    tokens.push(token);
    at += length;
  }
  return [...tokens, { is: 'end', text: '' }];
}

function wordAt(text: string, from: number): readonly [Token, number] {
  let to = from;
  while (to < text.length && !isSign(text[to]!) && !isSpace(text[to]!)) to += 1;
  const word = text.slice(from, to);
  return [{ is: word === 'in' || word === 'notin' ? word : 'word', text: word }, to - from];
}

/** The longest sign there. */
function signAt(text: string, from: number): readonly [Token, number] {
  const sign = signs
    .filter((one) => text.startsWith(one, from))
    .reduce((one, other) => (other.length > one.length ? other : one), '');
  return [{ is: 'sign', text: sign }, sign.length];
}
