import { type Sized, sizeOf } from '../line/size.ts';
import type { NumberedLines } from './ring.ts';

/** A file for lines that are out of sight. */
export interface Spill {
  /**
   * Adds bytes at the end.
   * @returns where they begin.
   * @throws when there is no room for them.
   */
  readonly append: (bytes: Uint8Array) => number;
  readonly read: (at: number, length: number) => Uint8Array;
}

/** Lines as text and back. */
export interface Codec<Line> {
  readonly pack: (lines: readonly Line[]) => string;
  readonly unpack: (text: string) => readonly Line[];
}

interface DeepRingOptions<Line> {
  readonly spill: Spill;
  readonly codec: Codec<Line>;
  /** What stays in memory: so many of the newest lines, and no more than so much text of them. */
  readonly recent: { readonly lines: number; readonly bytes: number };
}

/** Lines in the file, one after another. */
interface Block {
  /** The number of its first line. */
  readonly from: number;
  readonly at: number;
  readonly length: number;
}

/** So many lines, or so much of their text, are written and read together. */
const blockOf = { lines: 256, bytes: 256 * 1024 };
/** Blocks that were read last stay in memory. */
const keptBlocks = 8;

/**
 * Every line since the beginning, each under a number that never changes. The newest ones are in memory, the others in a
 * file. What the file does not take is dropped with all before it, and counted.
 */
export function createDeepRing<Line extends Sized>({
  spill,
  codec,
  recent,
}: DeepRingOptions<Line>): NumberedLines<Line> {
  let fresh: Line[] = [];
  let freshFrom = 1;
  let freshBytes = 0;
  let blocks: Block[] = [];
  let first = 1;
  const read = createReader(spill, codec);

  function writeOldest(): void {
    const lines = oldestOf(fresh);
    const bytes = Buffer.from(codec.pack(lines));
    const next = freshFrom + lines.length;
    try {
      blocks.push({ from: freshFrom, at: spill.append(bytes), length: bytes.length });
    } catch {
      blocks = [];
      first = next;
    }
    fresh = fresh.slice(lines.length);
    freshBytes -= lines.reduce((sum, line) => sum + sizeOf(line), 0);
    freshFrom = next;
  }

  return {
    push: (line) => {
      fresh.push(line);
      freshBytes += sizeOf(line);
      if (fresh.length >= recent.lines + blockOf.lines) writeOldest();
      while (freshBytes > recent.bytes && fresh.length > 1) writeOldest();
      return freshFrom + fresh.length - 1;
    },
    get: (seq) => {
      if (seq >= freshFrom) return fresh[seq - freshFrom];
      if (seq < first) return undefined;
      const block = blocks[lastBefore(blocks, seq)]!;
      return read(block)[seq - block.from];
    },
    first: () => first,
    end: () => freshFrom + fresh.length,
    size: () => freshFrom + fresh.length - first,
    dropped: () => first - 1,
  };
}

/** The newest line stays in memory. */
function oldestOf<Line extends Sized>(fresh: readonly Line[]): readonly Line[] {
  let bytes = 0;
  let count = 0;
  while (count < Math.min(blockOf.lines, fresh.length - 1) && bytes < blockOf.bytes)
    bytes += sizeOf(fresh[count++]!);
  return fresh.slice(0, count);
}

function createReader<Line>(spill: Spill, { unpack }: Codec<Line>): (block: Block) => readonly Line[] {
  const kept = new Map<number, readonly Line[]>();
  return ({ from, at, length }) => {
    const known = kept.get(from);
    if (known) return known;
    const lines = unpack(Buffer.from(spill.read(at, length)).toString());
    if (kept.size >= keptBlocks) kept.delete(kept.keys().next().value!);
    kept.set(from, lines);
    return lines;
  };
}

/** The index of the block that has the line. */
function lastBefore(blocks: readonly Block[], seq: number): number {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (blocks[middle]!.from <= seq) low = middle;
    else high = middle - 1;
  }
  return low;
}
