/** What the exit code of `outrider` means. A pod that ends `Failed` hands on its first failing app container's own code. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  /** Bad input or usage; nothing was created. */
  usage: 2,
  /** No engine answered. */
  noEngine: 3,
  /** Not ready in time. */
  notReady: 4,
  /** Interrupted anywhere but in an attached `up`. */
  interrupted: 130,
} as const;
