/** Runs work with at most `size` pieces under way; answers a promise for each piece, in the order given. */
export function pool<T>(size: number, work: readonly (() => Promise<T>)[]): readonly Promise<T>[] {
  const settlers: { resolve: (value: T) => void; reject: (error: unknown) => void }[] = [];
  const promises = work.map(
    () =>
      new Promise<T>((resolve, reject) => {
        settlers.push({ resolve, reject });
      }),
  );
  // Nobody may look at a failure before its turn; it is not unhandled for that.
  for (const promise of promises) promise.catch(() => {});
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < work.length) {
      const index = next++;
      const { resolve, reject } = settlers[index]!;
      await work[index]!().then(resolve, reject);
    }
  };
  for (let index = 0; index < size; index++) void lane();
  return promises;
}
