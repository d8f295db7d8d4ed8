import type { Alias, Node } from 'yaml';

/** The node that each alias stands for. */
export type Targets = ReadonlyMap<Alias, Node>;

/** What is wrong with a text, where it is counted in characters. */
export interface YamlProblem {
  readonly offset: number;
  readonly message: string;
}
