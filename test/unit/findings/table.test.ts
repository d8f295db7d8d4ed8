import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { findingsTable } from '../../../src/findings/table.ts';

it('the page about findings has those that the program has', () => {
  const page = readFileSync('docs/findings.md', 'utf8');
  const [, table] = /<!-- generated: findings -->\n\n([\s\S]*?)\n\n<!-- \/generated -->/.exec(page)!;
  expect(table).toBe(findingsTable());
});
