export interface With {
  /** A recipe's name, or the path of its folder. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * `NAME:key=value,key=value`. A piece without `=` goes on with the value before it, so a list needs no quoting:
 * `ports=80,443,retries=3`. @returns undefined when that is not what it is.
 */
export function parseWith(text: string): With | undefined {
  const [, name, rest] = /^([^:]+)(?::(.*))?$/s.exec(text) ?? [];
  if (name === undefined) return undefined;
  const parameters: [string, string][] = [];
  for (const piece of rest === undefined || rest === '' ? [] : rest.split(',')) {
    const [, key, value] = /^\s*([A-Za-z][\w-]*)=(.*)$/s.exec(piece) ?? [];
    const last = parameters.at(-1);
    if (key !== undefined) parameters.push([key, value!]);
    else if (last) last[1] += `,${piece}`;
    else return undefined;
  }
  return { name, parameters: Object.fromEntries(parameters) };
}
