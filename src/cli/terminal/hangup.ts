/**
 * Whether SIGHUP was ignored when the program began, as nohup(1) does. Node.js sets ignored signals back to their
 * default before any of our code runs (node.cc, ResetSignalHandlers), so the shell that starts it looks: see
 * `scripts/build.mjs` and `bin/outrider`. Started in another way, as with `node dist/main.js`, nobody has looked, and
 * SIGHUP stops in order.
 */
export function ignoresHangup(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['OUTRIDER_SIGHUP'] === 'ignored';
}

/** Ignores SIGHUP again where it was ignored at the start. */
export function keepHangupIgnored(): void {
  if (ignoresHangup(process.env)) process.on('SIGHUP', () => {});
}
