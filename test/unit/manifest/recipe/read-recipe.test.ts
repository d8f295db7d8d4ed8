import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { recipeJsonSchema } from '../../../../src/manifest/recipe/json-schema.ts';
import { problemsOf, recipeOf, recipeText } from './recipes.ts';

describe('a recipe', () => {
  it('without an order stands in the middle', () => {
    expect(recipeOf(recipeText('x')).order).toBe(50);
  });

  it('is told about an unknown field, with the nearest name and its place', () => {
    expect(problemsOf(recipeText('x', 'ordre: 3\n'))).toEqual([
      'r/recipe.yaml:5:1: error: ordre: unknown field; did you mean order?',
    ]);
  });

  it('must have a default that fits the type', () => {
    const text = recipeText('x', 'parameters: {p: {type: port, default: 70000, description: d}}\n');
    expect(problemsOf(text)).toEqual([
      'r/recipe.yaml:5:39: error: parameters.p.default: needs a port from 1 to 65535',
    ]);
  });

  it('must have every file that it names', () => {
    expect(problemsOf(recipeText('x', 'files: {a.cfg: a.cfg}\n'))).toEqual([
      "r/recipe.yaml:5:16: error: files['a.cfg']: there is no file a.cfg beside recipe.yaml",
    ]);
  });

  it('may name its own parameters only, in its templates as well', () => {
    const text = recipeText(
      'x',
      'parameters: {port: {type: port, default: 1, description: d}}\nfiles: {a: a}\n',
    );
    expect(problemsOf(text, { a: `listen \${prot}, $\${HOME}, \${configMap}` })).toEqual([
      `r/recipe.yaml:6:12: error: files.a: \${prot} is no parameter of it; did you mean \${port}?`,
    ]);
  });

  it('that is empty is an error', () => {
    expect(problemsOf('# nothing\n')).toEqual(['r/recipe.yaml:1:1: error: the recipe is empty']);
  });
});

describe('the JSON schema', () => {
  it('knows every type of a parameter and says what fields are for', () => {
    const text = JSON.stringify(recipeJsonSchema());
    expect(text).toContain('["string","integer","boolean","port","duration","list","file"]');
    expect(text).toContain('start first and end last');
  });
});

const folder = join(process.cwd(), 'recipes');
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

it.each(names)('the recipe %s is sound, is called as its folder, and has a README', (name) => {
  const files = readdirSync(join(folder, name));
  const beside = Object.fromEntries(
    files.map((file) => [file, readFileSync(join(folder, name, file), 'utf8')]),
  );
  const text = beside['recipe.yaml']!;
  expect(problemsOf(text, beside)).toEqual([]);
  expect(recipeOf(text, beside).name).toBe(name);
  for (const heading of ['## What it shows', '## Try', '## How it fails'])
    expect(beside['README.md']).toContain(heading);
});
