/** A SIGTERM to a whole process group may come twice, by way of a parent that passes it on: a person does not type it. */
const sameMs = 500;

/**
 * Ctrl-C as people expect it: the first asks for an ordered stop, the second kills; SIGTERM and SIGHUP count as a
 * first one. Answers how to stop listening.
 */
export function onStopSignals(first: (reason: string) => void, second: () => void): () => void {
  let count = 0;
  let last = 0;
  const handle = (signal: NodeJS.Signals): void => {
    const since = performance.now() - last;
    last = performance.now();
    if (signal !== 'SIGINT' && count > 0 && since < sameMs) return;
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
