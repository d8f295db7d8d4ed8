import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of V8's space for young objects, both halves. */
const most = 8 * 1024 * 1024;

/**
 * Lets the heap for young objects grow once, to four times its first size. A flood of lines makes nothing but objects that live for a
 * moment: where they have too little room they are moved to the old ones, and V8's own 48 MB are more than they need. A V8 that does not
 * know the flag ignores it.
 *
 * @returns what is to be called now and then: it ends the growth once the size is reached.
 */
export function limitYoungHeap(): () => void {
  setGrowth(4);
  let isReached = false;
  return () => {
    if (isReached || youngBytes() < most) return;
    isReached = true;
    setGrowth(1);
  };
}

function setGrowth(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}
