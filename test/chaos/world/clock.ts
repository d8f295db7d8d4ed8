/** Milliseconds of the machine's monotonic clock: the one that the containers of the drill read, too. */
export function nowMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
