import { RE2JS } from 're2js';

/**
 * Finds an id by the first group of a pattern that a person typed; it matches in linear time.
 * @throws when it is no pattern, or has no group: the message says which.
 */
export function ownIdFinder(pattern: string): (line: string) => string | undefined {
  const compiled = RE2JS.compile(pattern);
  if (compiled.groupCount() === 0) throw new Error('it has no group');
  return (line) => {
    const matcher = compiled.matcher(line);
    return matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
  };
}

/** What is wrong with a pattern that is to find ids; undefined for one that can. */
export function problemOfIdPattern(pattern: string): string | undefined {
  try {
    ownIdFinder(pattern);
    return undefined;
  } catch (error) {
    return `${pattern}: ${(error as Error).message}`;
  }
}
