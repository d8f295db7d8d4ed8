import type { TerminalSize } from '../ports.ts';

/** Sizes of a terminal as a client tells them, each message a JSON object. A late listener gets the latest one. */
export function createSizes() {
  const listeners = new Set<(size: TerminalSize) => void>();
  let latest: TerminalSize | undefined;
  return {
    tell(message: Uint8Array): void {
      const size = sizeIn(message);
      if (!size) return;
      latest = size;
      for (const listener of listeners) listener(size);
    },
    onResize(listener: (size: TerminalSize) => void): () => void {
      listeners.add(listener);
      if (latest) listener(latest);
      return () => void listeners.delete(listener);
    },
  };
}

/** `{"Width":80,"Height":24}`; undefined for anything else. */
function sizeIn(message: Uint8Array): TerminalSize | undefined {
  try {
    const { Width: columns, Height: rows } = JSON.parse(Buffer.from(message).toString('utf8'));
    const isSize = (count: unknown): boolean =>
      Number.isInteger(count) && Number(count) > 0 && Number(count) < 65_536;
    return isSize(columns) && isSize(rows) ? { columns, rows } : undefined;
  } catch {
    return undefined;
  }
}
