import type { Shown, Told } from '../told/told.ts';

/** Every line of every container stands once, in its order, in what was shown. */
export function everyLineOnce({ shown }: Told): readonly string[] {
  return shown.flatMap(linesOf);
}

function linesOf({ by, lines, expected, excused }: Shown): readonly string[] {
  const numbers = new Map<string, number[]>();
  for (const line of lines) {
    const [who = '', number = ''] = line.split(' ');
    numbers.set(who, [...(numbers.get(who) ?? []), Number(number)]);
  }
  const shownWrong = [...numbers].flatMap(([who, found]) => outOfOrder(who, found, excused.includes(who)));
  const missing = expected
    .filter(({ who, lines: count }) => !excused.includes(who) && (numbers.get(who)?.at(-1) ?? 0) < count)
    .map(
      ({ who, lines: count }) =>
        `${who} wrote ${count} lines, the last shown is ${numbers.get(who)?.at(-1) ?? 0}`,
    );
  return [...shownWrong, ...missing].map((wrong) => `${by}: ${wrong}`);
}

function outOfOrder(who: string, found: readonly number[], mayLack: boolean): readonly string[] {
  const at = found.findIndex((number, index) => {
    const before = found[index - 1] ?? 0;
    return mayLack ? number <= before : number !== before + 1;
  });
  return at === -1 ? [] : [`${who} goes from line ${found[at - 1] ?? 0} to ${found[at]}`];
}
