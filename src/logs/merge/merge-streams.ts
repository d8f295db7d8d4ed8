/** The next lines of a stream that have come, in their order. */
interface Head<Line> {
  readonly iterator: AsyncIterator<readonly Line[]>;
  lines: readonly Line[];
  at: number;
}

/**
 * Lines of several streams that end, in one order. No stream is read further than its lines are needed, so that little waits.
 *
 * @param isEarlier of equal ones the line of the stream that is named first comes first.
 */
export async function* mergeStreams<Line>(
  streams: readonly AsyncIterable<readonly Line[]>[],
  isEarlier: (a: Line, b: Line) => boolean,
): AsyncGenerator<Line> {
  const heads = await Promise.all(
    streams.map(async (stream) => {
      const head: Head<Line> = { iterator: stream[Symbol.asyncIterator](), lines: [], at: 0 };
      return (await refill(head)) ? head : undefined;
    }),
  );
  let open = heads.filter((head) => head !== undefined);
  while (open.length > 0) {
    const next = open.reduce((best, head) =>
      isEarlier(head.lines[head.at]!, best.lines[best.at]!) ? head : best,
    );
    yield next.lines[next.at]!;
    next.at++;
    if (next.at >= next.lines.length && !(await refill(next))) open = open.filter((head) => head !== next);
  }
}

/** False at the end of the stream. */
async function refill<Line>(head: Head<Line>): Promise<boolean> {
  for (;;) {
    const { done, value } = await head.iterator.next();
    if (done) return false;
    if (value.length === 0) continue;
    head.lines = value;
    head.at = 0;
    return true;
  }
}
