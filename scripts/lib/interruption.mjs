const controller = new AbortController();

/** Ends with the first Ctrl-C or SIGTERM; after that the script winds up instead of dying in the middle. */
export const interruption = controller.signal;

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => controller.abort(new Error(`interrupted by ${name}`)));
}
