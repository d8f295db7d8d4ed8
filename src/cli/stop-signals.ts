/**
 * Ctrl-C as people expect it: the first asks for an ordered stop, the second kills; SIGTERM and SIGHUP count as a
 * first one. Answers how to stop listening.
 */
export function onStopSignals(first: (reason: string) => void, second: () => void): () => void {
  let count = 0;
  const handle = (signal: NodeJS.Signals): void => {
    count += 1;
    if (count === 1) first(signal === 'SIGINT' ? 'interrupted (Ctrl-C)' : `received ${signal}`);
    else second();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}
