/** What a piece of text means; the theme decides how that looks. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'title'
  | 'good'
  | 'busy'
  | 'bad'
  | 'accent'
  | 'selected'
  | 'match'
  | 'cursor';

export interface Glyphs {
  readonly selected: string;
  readonly on: string;
  readonly off: string;
  readonly busy: string;
  readonly bad: string;
  readonly mark: string;
  readonly muted: string;
  readonly line: string;
  readonly dot: string;
  readonly more: string;
  readonly arrow: string;
}

export interface Theme {
  /** Without colours glyphs and words carry everything; bold and inverse stay, which are none. */
  readonly colors: boolean;
  readonly ascii: boolean;
  readonly glyphs: Glyphs;
  readonly paint: (text: string, tone: Tone) => string;
  /** A colour by its SGR parameter, for the names of containers. */
  readonly paintSgr: (text: string, sgr: number) => string;
}

interface ThemeOptions {
  /** Of the terminal; default dark. */
  readonly background?: 'light' | 'dark';
  readonly colors: boolean;
  readonly ascii: boolean;
}

const unicode: Glyphs = {
  selected: '▸',
  on: '●',
  off: '○',
  busy: '◐',
  bad: '✗',
  mark: '◆',
  muted: '⊘',
  line: '─',
  dot: '·',
  more: '…',
  arrow: '→',
};

const ascii: Glyphs = {
  selected: '>',
  on: '*',
  off: 'o',
  busy: '~',
  bad: 'x',
  mark: '#',
  muted: '-',
  line: '-',
  dot: '-',
  more: '~',
  arrow: '->',
};

/** SGR parameters; only the sixteen basic colours, so that the terminal's own scheme decides what they look like. */
const renditions: Readonly<Record<Tone, string>> = {
  plain: '',
  dim: '2',
  strong: '1',
  title: '1;36',
  good: '32',
  busy: '33',
  bad: '31',
  accent: '36',
  selected: '7',
  match: '30;43',
  cursor: '7',
};

/** The basic colours that cannot be read on white, by darker ones of the 256. */
const darker: Readonly<Record<number, string>> = {
  32: '38;5;28',
  33: '38;5;130',
  36: '38;5;30',
  92: '38;5;22',
  93: '38;5;94',
  94: '38;5;19',
  95: '38;5;90',
  96: '38;5;24',
};

const attributes: Readonly<Partial<Record<Tone, string>>> = {
  strong: '1',
  title: '1',
  selected: '7',
  match: '7',
  cursor: '7',
};

export function createTheme({ colors, ascii: asciiOnly, background }: ThemeOptions): Theme {
  const shade = (sgr: string | number): string =>
    background === 'light'
      ? `${sgr}`.replace(/\b(?:3[236]|9[23456])\b/, (basic) => darker[Number(basic)] ?? basic)
      : `${sgr}`;
  const dress = (text: string, sgr: string | number): string =>
    sgr !== '' && text !== '' ? `\u001b[${sgr}m${text}\u001b[0m` : text;
  return {
    colors,
    ascii: asciiOnly,
    glyphs: asciiOnly ? ascii : unicode,
    paint: (text, tone) => dress(text, (colors ? shade(renditions[tone]) : attributes[tone]) ?? ''),
    paintSgr: (text, sgr) => (colors ? dress(text, shade(sgr)) : text),
  };
}

/** What the environment asks for: a locale that is not UTF-8, or the Linux console, gets ASCII. */
export function wantsAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['OUTRIDER_ASCII'] !== undefined) return env['OUTRIDER_ASCII'] !== '0';
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return env['TERM'] === 'linux' || (locale !== '' && !/utf-?8/i.test(locale));
}
