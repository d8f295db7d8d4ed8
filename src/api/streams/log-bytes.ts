import type { LogLine } from '../ports.ts';

const newline = Buffer.from('\n');

/**
 * The lines as a kubelet writes them (pkg/kubelet/kuberuntime/logs): with a time in front where that is asked for, with a newline
 * where the container has written one, and cut at the limit, which may be in the middle of a line.
 */
export async function* logBytes(
  batches: AsyncIterable<readonly LogLine[]>,
  { timestamps, limitBytes }: { readonly timestamps: boolean; readonly limitBytes: number },
): AsyncGenerator<Uint8Array> {
  let left = limitBytes;
  let isContinued = false;
  for await (const lines of batches) {
    const parts: Uint8Array[] = [];
    for (const { time, text, partial } of lines) {
      if (timestamps && !isContinued) parts.push(Buffer.from(`${time} `));
      parts.push(text);
      if (!partial) parts.push(newline);
      isContinued = partial;
    }
    const bytes = Buffer.concat(parts).subarray(0, Math.min(left, Number.MAX_SAFE_INTEGER));
    left -= bytes.length;
    if (bytes.length > 0) yield bytes;
    if (left <= 0) return;
  }
}
