import * as z from 'zod';

/**
 * How truly a field is followed. Every field of the schema carries one; the docs, the JSON schema and the warnings for
 * ignored fields come from here and from nowhere else.
 */
export type Fidelity = 'honoured' | 'approximated' | 'ignored';

export interface FieldMeta {
  readonly fidelity: Fidelity;
  /** How it is approximated, or why it is ignored. */
  readonly note?: string;
  /** Values of an ignored field that change nothing, so that nobody needs a warning. */
  readonly inert?: readonly unknown[];
}

type Optional<T extends z.ZodType> = z.ZodOptional<T>;

/** A field that must be there. */
export function required<T extends z.ZodType>(schema: T, note?: string): T {
  return withMeta(schema, { fidelity: 'honoured', ...(note !== undefined && { note }) });
}

export function honoured<T extends z.ZodType>(schema: T, note?: string): Optional<T> {
  return withMeta(schema.optional(), { fidelity: 'honoured', ...(note !== undefined && { note }) });
}

export function approximated<T extends z.ZodType>(schema: T, note: string): Optional<T> {
  return withMeta(schema.optional(), { fidelity: 'approximated', note });
}

/** Whatever it holds is not looked at. `inert` values pass without a warning. */
export function ignored(note: string, inert: readonly unknown[] = []): z.ZodOptional<z.ZodUnknown> {
  return withMeta(z.unknown().optional(), { fidelity: 'ignored', note, inert });
}

/** A type with a name of its own: the JSON schema refers to it rather than repeating it. */
export function named<T extends z.ZodType>(id: string, schema: T): T {
  return schema.meta({ id }) as T;
}

function withMeta<T extends z.ZodType>(schema: T, meta: FieldMeta): T {
  return schema.meta({ ...meta }) as T;
}

export function fieldMeta(schema: z.ZodType): FieldMeta | undefined {
  const meta = schema.meta();
  return meta?.['fidelity'] === undefined ? undefined : (meta as unknown as FieldMeta);
}
