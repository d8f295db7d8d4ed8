/** Linux signal numbers that a container's exit code may carry (128 + n). */
const names: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

export function signalOfExitCode(exitCode: number): string | undefined {
  return exitCode > 128 ? names[exitCode - 128] : undefined;
}

/**
 * `1`, `137 (SIGKILL)` where that signal is known to have ended it, `139 (often SIGSEGV)` where only the number speaks for
 * it.
 */
export function exitCodeInWords(exitCode: number, signal: string | undefined): string {
  if (signal !== undefined) return `${exitCode} (${signal})`;
  const likely = signalOfExitCode(exitCode);
  return likely === undefined ? `${exitCode}` : `${exitCode} (often ${likely})`;
}
