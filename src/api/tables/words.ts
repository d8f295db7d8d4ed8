/** What a cell says where there is nothing. */
export const none = '<none>';

/** `a=b,c=d`; `<none>` for no labels. */
export function labelsText(labels: unknown): string {
  const entries = Object.entries((labels ?? {}) as Readonly<Record<string, string>>);
  return entries.length === 0
    ? none
    : entries
        .map(([key, value]) => `${key}=${value}`)
        .sort()
        .join(',');
}

/** A meta/v1 LabelSelector in the words of `-l`. */
export function selectorText(selector: unknown): string {
  const { matchLabels = {}, matchExpressions = [] } = (selector ?? {}) as Selector;
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(expressionText),
  ];
  return parts.length === 0 ? none : parts.sort().join(',');
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Expression[];
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

function expressionText({ key, operator, values = [] }: Expression): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`;
}

/** At most three of them, and how many more there are. */
export function firstThree(all: readonly string[], empty: string): string {
  if (all.length === 0) return empty;
  const shown = all.slice(0, 3).join(',');
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

/** The names and the images of the containers of a template. */
export function containerCells(spec: unknown): readonly string[] {
  const { containers = [] } = (spec ?? {}) as {
    readonly containers?: readonly { readonly name: string; readonly image?: string }[];
  };
  return [containers.map(({ name }) => name).join(','), containers.map(({ image = '' }) => image).join(',')];
}
