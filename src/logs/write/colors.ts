/** A colour under the name that Ink and chalk use, and as the parameter of an SGR sequence. */
interface ContainerColor {
  readonly name: string;
  readonly sgr: number;
}

/** Readable on dark and on light; red is left to errors. Neighbours differ clearly. */
export const palette: readonly ContainerColor[] = [
  { name: 'cyan', sgr: 36 },
  { name: 'yellow', sgr: 33 },
  { name: 'magenta', sgr: 35 },
  { name: 'green', sgr: 32 },
  { name: 'blue', sgr: 34 },
  { name: 'yellowBright', sgr: 93 },
  { name: 'cyanBright', sgr: 96 },
  { name: 'magentaBright', sgr: 95 },
  { name: 'greenBright', sgr: 92 },
  { name: 'blueBright', sgr: 94 },
];

/**
 * A colour for each container, the same in every run with the same names and whatever their order: the name's hash
 * chooses, and where two choose alike the later in the alphabet takes the next free one. Colours repeat only when there
 * are more names than colours.
 */
export function colorsOf(names: Iterable<string>): ReadonlyMap<string, ContainerColor> {
  const colors = new Map<string, ContainerColor>();
  const free = new Set(palette);
  for (const name of [...new Set(names)].sort()) {
    if (free.size === 0) for (const color of palette) free.add(color);
    const wished = hash(name) % palette.length;
    const order = [...palette.slice(wished), ...palette.slice(0, wished)];
    const color = order.find((candidate) => free.has(candidate))!;
    free.delete(color);
    colors.set(name, color);
  }
  return colors;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
