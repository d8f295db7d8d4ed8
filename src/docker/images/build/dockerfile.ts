/** An instruction of a Dockerfile, and the line that it begins at, from 1. */
export interface Instruction {
  readonly line: number;
  readonly text: string;
}

/**
 * The instructions of a Dockerfile in its order, each on one line: what the engine's own builder counts as steps.
 * Source: Dockerfile reference, "Format" and "Parser directives" (`escape`).
 */
export function instructionsOf(text: string): readonly Instruction[] {
  const continuation = /^#\s*escape\s*=\s*`\s*$/im.test(text.split('\n', 3).join('\n')) ? '`' : '\\';
  const found: Instruction[] = [];
  let open: Instruction | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const isOpen = line.endsWith(continuation);
    const words = isOpen ? line.slice(0, -1).trim() : line;
    open = open ? { ...open, text: `${open.text} ${words}`.trim() } : { line: index + 1, text: words };
    if (isOpen) continue;
    found.push(open);
    open = undefined;
  }
  return open ? [...found, open] : found;
}

/** The images that a Dockerfile begins with, without its own stages and without those that an argument names. */
export function baseImages(text: string): readonly string[] {
  const stages = new Set(['scratch']);
  const images: string[] = [];
  for (const instruction of instructionsOf(text)) {
    const [, image, stage] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(instruction.text) ?? [];
    if (image !== undefined && !stages.has(image.toLowerCase()) && !image.includes('$')) images.push(image);
    if (stage !== undefined) stages.add(stage.toLowerCase());
  }
  return [...new Set(images)];
}
