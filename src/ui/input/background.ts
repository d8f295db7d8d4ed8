export type Background = 'light' | 'dark';

/** What a terminal has for its background colour (xterm, OSC 11), and which kind it is (DA1), which every one answers. */
const question = '\u001b]11;?\u001b\\\u001b[c';

/** Terminals answer within milliseconds, through ssh within a few round trips; some never do. In ms. */
const waitMs = 250;

// biome-ignore lint/suspicious/noControlCharactersInRegex: answers are control sequences.
const colorAnswer = /\u001b\]11;rgb:([0-9a-f]{2,4})\/([0-9a-f]{2,4})\/([0-9a-f]{2,4})(?:\u0007|\u001b\\)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const kindAnswer = /\u001b\[\?[\d;]*c/;

/**
 * What input has of a terminal's answers, and what is left for keys. `done` once the answer to the second question is
 * there: then none to the first will come.
 */
export function readAnswers(input: string): {
  readonly background?: Background;
  readonly keys: string;
  readonly done: boolean;
} {
  const color = colorAnswer.exec(input);
  const keys = withoutAnswers(input);
  const done = kindAnswer.test(input);
  if (!color) return { keys, done };
  const [red = 0, green = 0, blue = 0] = color.slice(1).map((hex) => Number.parseInt(hex.slice(0, 2), 16));
  // Relative luminance (ITU-R BT.709), without the gamma: which half is all that matters.
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return { background: luminance > 127 ? 'light' : 'dark', keys, done };
}

/** Input without answers of the terminal, which may come late. */
export function withoutAnswers(input: string): string {
  return input.replace(colorAnswer, '').replace(kindAnswer, '');
}

/** `OUTRIDER_THEME`, else `COLORFGBG`, which some terminals set (rxvt, Konsole). */
export function backgroundByEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Background | undefined {
  const { OUTRIDER_THEME: theme, COLORFGBG: colors } = env;
  if (theme === 'light' || theme === 'dark') return theme;
  const last = /;(\d+)$/.exec(colors ?? '')?.[1];
  if (last === undefined) return undefined;
  return last === '7' || last === '15' ? 'light' : 'dark';
}

/**
 * Asks the terminal, unless the environment says it. Undefined where it does not answer in time. Keys that were typed meanwhile
 * are put back.
 */
export async function findBackground(
  stdin: NodeJS.ReadStream,
  stdout: NodeJS.WriteStream,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Background | undefined> {
  const said = backgroundByEnvironment(env);
  if (said || !stdin.isTTY || !stdout.isTTY || env['TERM'] === 'linux' || env['TERM'] === 'dumb') return said;
  let input = '';
  stdin.setEncoding('utf8');
  stdin.setRawMode(true);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stdin.off('readable', read);
      resolve();
    };
    const read = (): void => {
      for (let text = stdin.read() as string | null; text !== null; text = stdin.read() as string | null)
        input += text;
      if (readAnswers(input).done) end();
    };
    const timer = setTimeout(end, waitMs);
    stdin.on('readable', read);
    stdout.write(question);
  });
  stdin.setRawMode(false);
  const { background, keys } = readAnswers(input);
  if (keys !== '') stdin.unshift(keys, 'utf8');
  return background;
}
