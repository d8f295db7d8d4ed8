import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { keymapTables } from '../../../../src/ui/input/keymap-docs.ts';

it('the page about the UI has the keys that the program has', () => {
  const page = readFileSync('docs/ui.md', 'utf8');
  const [, tables] = /<!-- generated: keys -->\n\n([\s\S]*?)\n\n<!-- \/generated -->/.exec(page)!;
  expect(tables).toBe(keymapTables());
});
