export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether it is worth parsing: it begins as an object does and ends so. Cheap, for every line. */
export function isJsonLike(line: string): boolean {
  if (line.charCodeAt(0) !== 123) return false;
  let end = line.length - 1;
  while (line.charCodeAt(end) <= 32) end--;
  return line.charCodeAt(end) === 125;
}

/** The object that a line of structured logging is; undefined for every other line. */
export function readJson(line: string): JsonObject | undefined {
  if (!isJsonLike(line)) return undefined;
  try {
    return JSON.parse(line) as JsonObject;
  } catch {
    return undefined;
  }
}
