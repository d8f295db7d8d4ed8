import { describe, expect, it } from '@jest/globals';
import { resolveParameters, scopeOf } from '../../../../src/manifest/recipe/parameters.ts';
import { parseWith } from '../../../../src/manifest/recipe/parse-with.ts';
import { substitute } from '../../../../src/manifest/recipe/substitute.ts';
import { recipeOf, recipeText } from './recipes.ts';

const recipe = recipeOf(
  recipeText(
    'x',
    `parameters:
  retries: {type: integer, default: 2, description: d}
  fast: {type: boolean, default: true, description: d}
  port: {type: port, default: 80, description: d}
  timeout: {type: duration, default: 5s, description: d}
  hosts: {type: list, default: [a, b], description: d}
  target: {type: string, description: d}
`,
  ),
);

describe('parameters', () => {
  it('take the types that the recipe gives them', () => {
    const given = { retries: '3', fast: 'false', port: '8080', timeout: '250ms', hosts: 'c, d', target: 't' };
    expect(resolveParameters(recipe, given)).toEqual({
      use: {
        recipe,
        values: { retries: 3, fast: false, port: 8080, timeout: '250ms', hosts: ['c', 'd'], target: 't' },
      },
    });
  });

  it('that do not fit are told all at once, each with its name and type', () => {
    const given = { retries: 'many', fast: 'yes', port: '0', timeout: '1m30s', pots: '1' };
    expect(resolveParameters(recipe, given)).toEqual({
      problems: [
        { parameter: 'pots', message: 'recipe x has no parameter pots; did you mean pods?' },
        { parameter: 'retries', message: 'recipe x: retries (integer) needs a whole number, found "many"' },
        { parameter: 'fast', message: 'recipe x: fast (boolean) needs true or false, found "yes"' },
        { parameter: 'port', message: 'recipe x: port (port) needs a port from 1 to 65535, found "0"' },
        {
          parameter: 'timeout',
          message: 'recipe x: timeout (duration) needs a duration such as 250ms, 5s or 2m, found "1m30s"',
        },
        {
          parameter: 'target',
          message: 'recipe x: target (string) needs text, it is missing and has no default',
        },
      ],
    });
  });

  it('include the pods that the recipe is for', () => {
    expect(resolveParameters(recipe, { target: 't', pods: 'a,b' })).toMatchObject({
      use: { pods: ['a', 'b'] },
    });
  });

  it('that are durations can be had in numbers', () => {
    expect(scopeOf({ timeout: '250ms' }, {})).toEqual({
      timeout: '250ms',
      'timeout.text': '250ms',
      'timeout.json': '"250ms"',
      'timeout.milliseconds': 250,
      'timeout.seconds': 0.25,
    });
  });

  it('are texts where a field takes nothing else', () => {
    const scope = scopeOf({ port: 5432, verbose: true }, {});
    expect(substitute([`\${port}`, `\${port.text}`, `\${verbose.text}`], scope)).toEqual([
      5432,
      '5432',
      'true',
    ]);
  });
});

describe('--with', () => {
  it.each([
    ['haproxy', 'haproxy', {}],
    ['./mine:a=1,b=x=y', './mine', { a: '1', b: 'x=y' }],
    ['x:ports=80,443,retries=3', 'x', { ports: '80,443', retries: '3' }],
    ['x:url=http://h:80/', 'x', { url: 'http://h:80/' }],
  ])('%s', (text, name, parameters) => {
    expect(parseWith(text)).toEqual({ name, parameters });
  });

  it.each(['', ':a=1', 'x:80'])('%j is refused', (text) => {
    expect(parseWith(text)).toBeUndefined();
  });
});
