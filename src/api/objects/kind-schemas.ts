import type { ApiObject } from './api-object.ts';

/** Something that is wrong with an object of a custom kind. */
export interface KindProblem {
  /** `spec.http[0].timeout`. */
  readonly field: string;
  readonly message: string;
  /** It is no field of the kind, which servers refuse only where a client asks for that. */
  readonly isUnknownField: boolean;
}

/** The schemas of custom kinds, which another folder knows. */
export interface KindSchemas {
  /** The object with the defaults of its schema. */
  readonly complete: (schema: object, object: ApiObject) => ApiObject;
  readonly problems: (schema: object, object: ApiObject) => readonly KindProblem[];
}
