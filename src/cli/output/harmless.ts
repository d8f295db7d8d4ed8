import { sanitize } from '../../logs/line/sanitize.ts';

/**
 * Text from a container, an image, a label or a file as one line that does nothing to a terminal: control sequences are
 * gone, and line breaks are blanks. What a person reads passes through here; JSON stays exact.
 */
export function harmless(text: string): string {
  return sanitize(text.replace(/\s*\n\s*/g, ' '), { colors: false });
}

/** The same for text of several lines. */
export function harmlessLines(text: string): string {
  return text
    .split('\n')
    .map((line) => sanitize(line, { colors: false }))
    .join('\n');
}
