import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Line } from './status.ts';

/** The lines of a pod's containers, from the files of the container runtime (`TIME STREAM TAG TEXT`, one instance a file). */
export function readLines(folder: string, namespace: string, pod: string, uid: string): readonly Line[] {
  const own = join(folder, `${namespace}_${pod}_${uid}`);
  if (!existsSync(own)) return [];
  return readdirSync(own).flatMap((container) =>
    readdirSync(join(own, container))
      .filter((file) => /^\d+\.log$/.test(file))
      .flatMap((file) => linesOf(join(own, container, file), container, Number.parseInt(file, 10))),
  );
}

/** The texts of every line in a namespace, by `POD/CONTAINER`. */
export function linesIn(folder: string, namespace: string): Readonly<Record<string, readonly string[]>> {
  const all: Record<string, string[]> = {};
  for (const own of readdirSync(folder)) {
    const [space, pod = '', uid = ''] = own.split('_');
    if (space !== namespace) continue;
    for (const { container, text } of readLines(folder, namespace, pod, uid)) {
      all[`${pod}/${container}`] ??= [];
      all[`${pod}/${container}`]!.push(text);
    }
  }
  return all;
}

function linesOf(file: string, container: string, attempt: number): readonly Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [time = '', , , ...words] = line.split(' ');
      return { container, attempt, time, text: words.join(' ') };
    });
}
