/** What a Compose file reads besides its own text. */
export interface ComposeSurroundings {
  /** The absolute path of the file's folder, from which relative paths go. */
  readonly folder: string;
  /** What `${NAME}` stands for: the environment, and `.env` beside the file. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The variables of a file of `NAME=value` lines; undefined when it cannot be read. */
  readonly readVariables: (path: string) => Readonly<Record<string, string | undefined>> | undefined;
}
