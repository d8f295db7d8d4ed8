/**
 * The project that a Compose file names, with `name` at its beginning of a line and without variables; undefined for a
 * file that names none, or is none. The text is not parsed for it: that is done once, and later.
 */
export function composeProject(text: string): string | undefined {
  if (!/^services:/m.test(text)) return undefined;
  return /^name:[ \t]+(["']?)([\w.-]+)\1[ \t]*(?:#.*)?$/m.exec(text)?.[2];
}
