/** Changes of one letter (insert, delete, replace, swap of neighbours) that lead from one word to the other. */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[from.length]![to.length]!;
}

/** Beyond these a comparison costs more than a guess is worth. */
const LONGEST_WORD = 64;
const MOST_NAMES = 300;

/** The name a person most likely meant; undefined when none is near. Letter case costs nothing. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD || names.length > MOST_NAMES) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  const ranked = names
    .filter((name) => Math.abs(name.length - word.length) <= limit)
    .map((name) => ({ name, cost: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ cost }) => cost <= limit)
    .sort((a, b) => a.cost - b.cost);
  return ranked[0]?.name;
}
