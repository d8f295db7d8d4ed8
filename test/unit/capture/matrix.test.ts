import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ipv6Rows, type Row, redirectMatrix, tproxyRows } from '../../docker/capture/support/matrix.ts';

/** Every row there is; the gaps are the matrix's own. */
const everyRow = numbers(
  '1–4, 6–8, 10–13, 15–18, 20–26, 28–30, 32–36, 38–43, 45–50, 52–56, 58–65, 67–70, 72, 73, 75–77, 79–82, 85',
);

/** Rows that stand in a table and not in the title of a test. */
const tables: Readonly<Record<string, readonly Row[]>> = {
  'redirect.test.ts': redirectMatrix.flatMap(({ rows }) => rows),
  'tproxy.test.ts': tproxyRows,
  'ipv6.test.ts': ipv6Rows,
};

const page = readFileSync('docs/capture.md', 'utf8').split('## What is tried')[1]!;

/** By test file, as the page says. */
const documented = new Map<string, readonly number[]>();
for (const [, rows, file] of page.matchAll(/^\| ([\d–, ]+) \|.*\| `(\S+)` \|$/gm))
  documented.set(file!, sorted([...(documented.get(file!) ?? []), ...numbers(rows!)]));

/** Rows that describe what is not done here, with the reason on the page. */
const notTried = [64, 65];

it.each([...documented])('the rows that the page finds in %s are those that it tries', (file, rows) => {
  const text = readFileSync(`test/docker/capture/${file}`, 'utf8');
  const titled = [...text.matchAll(/\brow (\d+)/g)].map(([, row]) => Number(row));
  expect(rows).toEqual(sorted([...titled, ...(tables[file] ?? []).map(({ row }) => row)]));
});

it('every row of the matrix is tried, or does not apply for a reason', () => {
  expect(sorted([...documented.values(), notTried].flat())).toEqual(sorted(everyRow));
  for (const row of notTried) expect(page).toMatch(new RegExp(`^\\| ${row} \\| .+ \\| .+ \\|$`, 'm'));
});

it('the tests that try rows do so under all three backends', () => {
  const backends = "['iptables-nft', 'iptables-legacy', 'nftables'] as const";
  for (const file of documented.keys())
    expect(readFileSync(`test/docker/capture/${file}`, 'utf8')).toContain(backends);
});

function numbers(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const [from, to] = part.split('–').map(Number);
    return Array.from({ length: (to ?? from!) - from! + 1 }, (_, index) => from! + index);
  });
}

function sorted(rows: readonly number[]): readonly number[] {
  return [...new Set(rows)].sort((a, b) => a - b);
}
