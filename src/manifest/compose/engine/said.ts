/** Without what is not said, and without empty lists. */
export function said<T extends object>(options: T): T {
  const kept = Object.entries(options).filter(
    ([, value]) =>
      value !== undefined && !(typeof value === 'object' && Object.keys(value as object).length === 0),
  );
  return Object.fromEntries(kept) as T;
}
