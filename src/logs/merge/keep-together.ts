import { isContinuation, namesError } from '../line/continuation.ts';

/** A line with what tells it apart from those of other streams. */
interface StreamLine {
  readonly pod: string;
  readonly container: string;
  readonly stream: string;
  readonly line: string;
}

/**
 * The lines of several containers with each stack trace in one piece: a line that goes on with an earlier one of its stream
 * comes directly behind it. All others keep their order.
 */
export function keepTogether<Line extends StreamLine>(lines: readonly Line[]): readonly Line[] {
  if (!lines.some(({ line }) => isContinuation(line))) return lines;
  const traces: Line[][] = [];
  const last = new Map<string, Line[]>();
  for (const line of lines) {
    const key = `${line.pod}/${line.container}/${line.stream}`;
    const trace = last.get(key);
    if (trace && belongsTo(trace, line.line)) {
      trace.push(line);
      continue;
    }
    const begun = [line];
    traces.push(begun);
    last.set(key, begun);
  }
  return traces.flat();
}

/** Python names the error behind its trace, without an indent. */
function belongsTo(trace: readonly StreamLine[], line: string): boolean {
  if (isContinuation(line)) return true;
  return namesError(line) && trace.length > 1 && trace.some((one) => one.line.startsWith('Traceback ('));
}
