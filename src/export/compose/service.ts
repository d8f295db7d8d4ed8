/** A service of the Compose file, and what Compose cannot do for it, in sentences. */
export interface ExportedService {
  readonly name: string;
  /** By the keys of the Compose specification. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly lost: readonly string[];
}

/** What a service waits for before it starts. */
export interface Gate {
  readonly service: string;
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully';
  readonly required?: false;
  readonly restart?: true;
}

/** `depends_on` of these gates; of several for one service the last one counts. */
export function dependsOn(gates: readonly Gate[]): Readonly<Record<string, unknown>> | undefined {
  if (gates.length === 0) return undefined;
  return Object.fromEntries(gates.map(({ service, ...gate }) => [service, gate]));
}

/** Without what is absent, and without empty lists and mappings. */
export function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = Object.entries(fields).filter(
    ([, value]) =>
      value !== undefined &&
      value !== null &&
      !(typeof value === 'object' && Object.keys(value as object).length === 0),
  );
  return Object.fromEntries(kept);
}
