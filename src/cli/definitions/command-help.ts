/** What `--help` of a command says besides its flags. */
export interface CommandHelp {
  /** What it does, in one or two sentences; absent where the command's definition has them already. */
  readonly about?: string;
  /** What to type, and what that does. */
  readonly examples: readonly (readonly [words: string, effect: string])[];
}
