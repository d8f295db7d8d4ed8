import type { ServiceProvider } from '../pod/provided.ts';

/** What `compose metadata` of a provider says of the options that its commands take. */
export interface ProviderMetadata {
  readonly description?: string;
  readonly up?: CommandMetadata;
  readonly down?: CommandMetadata;
}

interface CommandMetadata {
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[];
}

export type ProviderCommand = 'up' | 'down';

/** The command line of a provider. It gets the options that it says it takes, or all of them where it says nothing. */
export function providerArguments(
  { name, options }: ServiceProvider,
  command: ProviderCommand,
  project: string,
  metadata: ProviderMetadata,
): readonly string[] {
  const taken = saysNothing(metadata) ? undefined : parametersOf(metadata, command).map((one) => one.name);
  const given = Object.entries(options).flatMap(([key, values]) =>
    taken === undefined || taken.includes(key) ? values.map((value) => `--${key}=${value}`) : [],
  );
  return ['compose', `--project-name=${project}`, command, ...given, name];
}

/** An option that a provider needs and does not get. */
export function missingOption(
  { options }: ServiceProvider,
  command: ProviderCommand,
  metadata: ProviderMetadata,
): string | undefined {
  return parametersOf(metadata, command).find(
    ({ name, required }) => required === true && !Object.hasOwn(options, name),
  )?.name;
}

function parametersOf(metadata: ProviderMetadata, command: ProviderCommand) {
  return metadata[command]?.parameters ?? [];
}

function saysNothing({ description, up, down }: ProviderMetadata): boolean {
  return !description && up?.parameters === undefined && down?.parameters === undefined;
}

/** The metadata as a provider prints it; empty for anything else. */
export function parseMetadata(text: string): ProviderMetadata {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? (data as ProviderMetadata) : {};
  } catch {
    return {};
  }
}
