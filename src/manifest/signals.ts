const numbered = (base: string, sign: '+' | '-', from: number, to: number): string[] =>
  Array.from(
    { length: Math.abs(to - from) + 1 },
    (_, index) => `${base}${sign}${from < to ? from + index : from - index}`,
  );

/** The 65 signals that `lifecycle.stopSignal` may name on Linux. Source: core/v1 `types.go`, KEP-4960. */
export const STOP_SIGNALS = [
  ...['SIGABRT', 'SIGALRM', 'SIGBUS', 'SIGCHLD', 'SIGCLD', 'SIGCONT', 'SIGFPE', 'SIGHUP', 'SIGILL', 'SIGINT'],
  ...['SIGIO', 'SIGIOT', 'SIGKILL', 'SIGPIPE', 'SIGPOLL', 'SIGPROF', 'SIGPWR', 'SIGQUIT', 'SIGSEGV'],
  ...['SIGSTKFLT', 'SIGSTOP', 'SIGSYS', 'SIGTERM', 'SIGTRAP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG'],
  ...['SIGUSR1', 'SIGUSR2', 'SIGVTALRM', 'SIGWINCH', 'SIGXCPU', 'SIGXFSZ'],
  'SIGRTMIN',
  ...numbered('SIGRTMIN', '+', 1, 15),
  ...numbered('SIGRTMAX', '-', 14, 1),
  'SIGRTMAX',
];
