import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** `name | line 00000042 xxx…`, or `name-1  | line …` as Compose has it. */
const shape = /^(\w+?)(?:-1)? +\| line (\d{8}) x+$/;

/**
 * Reads the output of a drain: what is wrong with it in words, the first ten of all. Right is every line of each container
 * from 1 to `lines`, once, in order, and nothing else.
 */
export async function problemsOf(file, names, lines) {
  const seen = new Map(names.map((name) => [name, 0]));
  const problems = [];
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const [, name, digits] = shape.exec(text) ?? [];
    const before = seen.get(name);
    if (before === undefined) problems.push(`no line of a writer: ${text.slice(0, 60)}`);
    else if (Number(digits) !== before + 1) problems.push(`${name}: ${Number(digits)} after ${before}`);
    seen.set(name, Number(digits));
    if (problems.length >= 10) break;
  }
  for (const [name, last] of seen)
    if (last !== lines && problems.length < 10) problems.push(`${name} ends with ${last} of ${lines}`);
  return problems;
}
