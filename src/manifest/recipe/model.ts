import type { ParameterType, RecipeInput } from './schema.ts';

/** A parameter's value once it is known to fit its type; a duration is kept as it was written. */
export type ParameterValue = string | number | boolean | readonly string[];
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

export interface Parameter {
  readonly type: ParameterType;
  /** Without one the parameter must be given. */
  readonly default?: ParameterValue;
  readonly description: string;
}

/** A recipe that has been read: types checked, templates at hand. */
export interface Recipe
  extends Pick<RecipeInput, 'name' | 'pattern' | 'summary' | 'pod' | 'capture' | 'definitions' | 'look'> {
  /** Of several, those with a smaller number start first and end last. */
  readonly order: number;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Templates of the ConfigMap, by their name in it. */
  readonly files: Readonly<Record<string, string>>;
  /** Random values, by their name in the Secret. */
  readonly secrets: NonNullable<RecipeInput['secrets']>;
  /** Each pod gets a certificate that is good for so long. */
  readonly certificateDays?: number;
  /** The ConfigMap with the root certificate of an authority of the recipe's own. */
  readonly authority?: { readonly configMap: string };
  /** Annotations or labels, and the value with which a pod is left out. */
  readonly skip: Readonly<Record<string, string>>;
  /** Templates of further Kubernetes documents. */
  readonly companions: readonly Template[];
}

export interface Template {
  /** As it is called in messages. */
  readonly file: string;
  readonly text: string;
}

/** A recipe with the values that it is used with. */
export interface RecipeUse {
  readonly recipe: Recipe;
  readonly values: ParameterValues;
  /** The pods that it is added to; every one if absent. */
  readonly pods?: readonly string[];
}
