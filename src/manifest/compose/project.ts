import { interpolate, type Variables } from './interpolate.ts';

/**
 * The project that a Compose file names, with `name` at its beginning of a line; undefined for a file that names none, or
 * is none. The text is not parsed for it: that is done once, and later.
 */
export function composeProject(text: string, variables: Variables = {}): string | undefined {
  if (!/^(?:services|include|networks|volumes|configs|secrets):/m.test(text)) return undefined;
  const written = /^name:[ \t]+(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'#][^#\n]*?))[ \t\r]*(?:#.*)?$/m.exec(text);
  const name = written && interpolate(written[1] ?? written[2] ?? written[3] ?? '', variables).text;
  return name && /^[\w.-]+$/.test(name) ? name : undefined;
}
