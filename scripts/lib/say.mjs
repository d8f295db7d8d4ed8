const begin = performance.now();

/** One line on stderr with the seconds since the start: what is done next, or what came of it. */
export function say(message) {
  const seconds = ((performance.now() - begin) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds} s  ${message}\n`);
}
