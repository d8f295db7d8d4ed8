import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import {
  backgroundByEnvironment,
  findBackground,
  readAnswers,
  withoutAnswers,
} from '../../../../src/ui/input/background.ts';
import { createTheme } from '../../../../src/ui/view/theme.ts';

const kind = '\u001b[?62;22c';
const white = '\u001b]11;rgb:ffff/ffff/ffff\u001b\\';
const black = '\u001b]11;rgb:1e/1e/2e\u0007';

/** A terminal that answers with these words. */
function terminal(answer: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode: () => {} });
  const stdout = Object.assign(new PassThrough(), { isTTY: true });
  stdout.on('data', () => stdin.write(answer));
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
  };
}

describe('the background of a terminal', () => {
  it.each([
    ['light', `${white}${kind}`, 'light'],
    ['dark, ended by BEL, with short numbers', `${black}${kind}`, 'dark'],
    ['not known where the terminal only says its kind', kind, undefined],
  ])('is %s', async (_, answer, expected) => {
    const { stdin, stdout } = terminal(answer);
    expect(await findBackground(stdin, stdout, { TERM: 'xterm' })).toBe(expected);
  });

  it('is not known where the terminal never answers, and the keys that were typed are kept', async () => {
    const { stdin, stdout } = terminal('jk');
    expect(await findBackground(stdin, stdout, { TERM: 'xterm' })).toBeUndefined();
    expect(stdin.read()).toBe('jk');
  });

  it.each([
    [{ OUTRIDER_THEME: 'light', COLORFGBG: '15;0' }, 'light'],
    [{ COLORFGBG: '0;15' }, 'light'],
    [{ COLORFGBG: '15;default;0' }, 'dark'],
    [{}, undefined],
  ])('is what the environment says: %j', (env, expected) => {
    expect(backgroundByEnvironment(env)).toBe(expected);
  });

  it('answers that come late are no keys', () => {
    expect(withoutAnswers(`j${white}k${kind}`)).toBe('jk');
    expect(readAnswers(`j${white}`)).toEqual({ background: 'light', keys: 'j', done: false });
  });
});

it('on a light background, yellow and cyan are darker ones; bold stays bold', () => {
  const theme = createTheme({ colors: true, ascii: false, background: 'light' });
  expect(theme.paint('a', 'busy')).toBe('\u001b[38;5;130ma\u001b[0m');
  expect(theme.paint('a', 'title')).toBe('\u001b[1;38;5;30ma\u001b[0m');
  expect(theme.paintSgr('a', 93)).toBe('\u001b[38;5;94ma\u001b[0m');
  expect(theme.paint('a', 'bad')).toBe('\u001b[31ma\u001b[0m');
});
