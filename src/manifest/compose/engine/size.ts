import { error, type Path, type Problem } from '../../problem.ts';
import { parseBytes } from '../bytes.ts';

/** Bytes, or a problem at the field. */
export function sizeOf(value: unknown, from: Path, problems: Problem[]): number | undefined {
  const bytes = parseBytes(value);
  if (bytes === undefined)
    problems.push(error('compose', from, `needs a size such as 64m, found ${String(value)}`));
  return bytes;
}
