/** What the argument of commands that read files is. */
export const FILES =
  'manifests or Compose files, - for standard input (default: the Compose file of this folder)';

/** The files that are given, else those that Compose would take. */
export async function filesOf(given: readonly string[]): Promise<readonly string[]> {
  if (given.length > 0) return given;
  const { givenFiles } = await import('../compose-files.ts');
  return givenFiles(given);
}
