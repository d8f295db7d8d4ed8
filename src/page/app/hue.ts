/** One of eight colours for a container, the same in every drawing (FNV-1a, so that names that end alike differ). */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % 8;
}
