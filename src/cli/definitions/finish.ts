/** What a command calls with its exit code when it is done. */
export type Finish = (exitCode: number) => void;
