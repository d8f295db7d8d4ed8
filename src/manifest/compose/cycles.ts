import { error, type Problem } from '../problem.ts';

/** What each service waits for, by its name. */
export type Waits = ReadonlyMap<string, readonly string[]>;

/** Services that wait for each other: each circle once, at the step with which it is entered, with its whole way. */
export function circles(waits: Waits): readonly Problem[] {
  const done = new Set<string>();
  const way: string[] = [];
  const found: Problem[] = [];
  const visit = (name: string): void => {
    if (done.has(name)) return;
    way.push(name);
    for (const on of waits.get(name) ?? []) {
      const begin = way.indexOf(on);
      if (begin === -1) visit(on);
      else found.push(circle([...way.slice(begin), on]));
    }
    way.pop();
    done.add(name);
  };
  for (const name of waits.keys()) visit(name);
  return found;
}

function circle(way: readonly string[]): Problem {
  const steps = way.slice(0, -1).map((name, index) => ['services', name, 'depends_on', way[index + 1]!]);
  return error('compose', steps[0]!, `goes in a circle: ${way.join(', ')}`, { on: 'key', along: steps });
}
