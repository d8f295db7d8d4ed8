import * as z from 'zod';

// Every schema is used once or twice in a run: compiling it first, as zod does, costs more than all its uses.
z.config({ jitless: true });

/**
 * How truly a field is followed. Every field of the schema carries one; the docs, the JSON schema and the warnings for
 * ignored fields come from here and from nowhere else.
 */
type Fidelity = 'honoured' | 'approximated' | 'refused' | 'ignored';

interface FieldMeta {
  readonly fidelity: Fidelity;
  /** How it is approximated, or why it is refused or ignored. */
  readonly note?: string;
  /** Values of an ignored or refused field that change nothing, so that nobody needs a word. */
  readonly inert?: readonly unknown[];
}

type Optional<T extends z.ZodType> = z.ZodOptional<T>;

const fields = z.registry<FieldMeta>();

/** A field that must be there. */
export function required<T extends z.ZodType>(schema: T, note?: string): T {
  // A copy, because types such as `text` stand for many fields.
  return told(schema.clone() as T, 'honoured', note);
}

export function honoured<T extends z.ZodType>(schema: T, note?: string): Optional<T> {
  return told(schema.optional(), 'honoured', note);
}

export function approximated<T extends z.ZodType>(schema: T, note: string): Optional<T> {
  return told(schema.optional(), 'approximated', note);
}

/** What it says changes what a program sees or may do, and cannot be had here. `inert` values change nothing and pass. */
export function refused(note: string, inert: readonly unknown[] = []): z.ZodOptional<z.ZodUnknown> {
  const field = anything.optional();
  fields.add(field, { fidelity: 'refused', note, inert });
  return field;
}

/** Whatever it holds is not looked at. `inert` values pass without a warning. */
export function ignored(note: string, inert: readonly unknown[] = []): z.ZodOptional<z.ZodUnknown> {
  const field = anything.optional();
  fields.add(field, { fidelity: 'ignored', note, inert });
  return field;
}

const anything = z.unknown();

function told<T extends z.ZodType>(field: T, fidelity: Fidelity, note: string | undefined): T {
  fields.add(field, { fidelity, ...(note !== undefined && { note }) });
  return field;
}

/** A type with a name of its own: the JSON schema refers to it rather than repeating it. */
export function named<T extends z.ZodType>(id: string, schema: T): T {
  z.globalRegistry.add(schema, { id });
  return schema;
}

export function fieldMeta(schema: z.core.$ZodType): FieldMeta | undefined {
  return fields.get(schema);
}
