/** Median, least and greatest of some numbers. */
export function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
}

/** What was measured in the same round is divided, as a machine's other work comes and goes: the spread of the quotients. */
export function ratios(numerators, denominators) {
  return spread(numerators.map((numerator, round) => numerator / denominators[round]));
}
