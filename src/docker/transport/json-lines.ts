import { StringDecoder } from 'node:string_decoder';

/** Splits a stream of newline-delimited JSON that is cut at any byte. Lines that are no JSON are dropped. */
export function createJsonLines(onValue: (value: unknown) => void): {
  readonly push: (chunk: Buffer) => void;
} {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push: (chunk) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const value = parse(line);
        if (value !== undefined) onValue(value);
      }
    },
  };
}

function parse(line: string): unknown {
  try {
    return line.trim() === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}
