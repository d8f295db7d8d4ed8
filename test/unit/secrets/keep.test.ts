import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepIn } from '../../../src/secrets/keep.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'outrider-keep-'));
});
afterEach(() => rmSync(base, { recursive: true }));
const folder = () => join(base, 'secrets');
const always = () => true;

describe('what is kept', () => {
  it('is made once, and the same for another process', async () => {
    expect(await keepIn(folder())('a/b', always, async () => 'first')).toBe('first');
    expect(await keepIn(folder())('a/b', always, async () => 'second')).toBe('first');
  });

  it('is for its user’s eyes only', async () => {
    await keepIn(folder())('name', always, async () => 'text');
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder())).toEqual(['name']);
    expect(statSync(join(folder(), 'name')).mode & 0o777).toBe(0o600);
  });

  it('is replaced once it is no longer good', async () => {
    const keep = keepIn(folder());
    await keep('name', always, async () => 'old');
    expect(
      await keep(
        'name',
        (text) => text !== 'old',
        async () => 'new',
      ),
    ).toBe('new');
    expect(await keep('name', always, async () => 'newer')).toBe('new');
    expect(readdirSync(folder())).toEqual(['name']);
  });

  it('is one thing, although two make it at the same time', async () => {
    let arrived = 0;
    let go = (): void => {};
    const both = new Promise<void>((resolve) => {
      go = resolve;
    });
    const make = (text: string) => async () => {
      arrived += 1;
      if (arrived === 2) go();
      await both;
      return text;
    };
    const [one, other] = await Promise.all([
      keepIn(folder())('name', always, make('one')),
      keepIn(folder())('name', always, make('other')),
    ]);
    expect(one).toBe(other);
  });
});
