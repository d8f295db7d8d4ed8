/** A line may be so long, in bytes, before its end has come. A pod with files in it is the longest message. */
const longestLine = 16 * 1024 * 1024;

/** Puts lines together from chunks that end anywhere. What has no end within the limit is told once, and nothing after it. */
export function createLines(on: {
  readonly line: (line: string) => void;
  readonly tooLong: () => void;
  readonly limit?: number;
}): (chunk: Buffer) => void {
  const limit = on.limit ?? longestLine;
  let parts: Buffer[] = [];
  let length = 0;
  let over = false;

  const keep = (part: Buffer): void => {
    length += part.length;
    parts.push(part);
    if (length <= limit) return;
    over = true;
    parts = [];
    on.tooLong();
  };

  return (chunk) => {
    let from = 0;
    while (!over && from < chunk.length) {
      const end = chunk.indexOf(10, from);
      if (end === -1) return keep(chunk.subarray(from));
      keep(chunk.subarray(from, end));
      from = end + 1;
      if (over) return;
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      length = 0;
      on.line(line);
    }
  };
}
