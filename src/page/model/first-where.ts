/** The first number below `count` for which `is` holds, `count` when there is none. `is` stays true once it is. */
export function firstWhere(count: number, is: (at: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
