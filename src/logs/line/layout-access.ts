import { requestIds } from '../trace/ids.ts';
import { readAccess } from './access.ts';
import type { Level } from './level.ts';
import { sanitize } from './sanitize.ts';

const reset = '\u001b[0m';
const statusSgr: Readonly<Record<Level, string>> = {
  trace: '2',
  debug: '2',
  info: '32',
  warn: '33',
  error: '31',
  fatal: '1;31',
};

/**
 * `STATUS METHOD PATH id=ID duration host upstream flags` for the access line of a proxy or web server, sanitized; undefined for every
 * other line. What tells requests apart comes first: in the formats themselves it is often behind the edge of the screen.
 */
export function layOutAccess(line: string, { colors }: { readonly colors: boolean }): string | undefined {
  const access = readAccess(line);
  if (access?.method === undefined) return undefined;
  const paint = (text: string, sgr: string): string =>
    colors && text !== '' ? `\u001b[${sgr}m${text}${reset}` : text;
  const { status, method, path, durationMs, host, upstream, flags, client, level } = access;
  const harmless = (text: string): string => sanitize(text, { colors: false });
  const ids = requestIds(line).map(({ id }) => `${paint('id=', '2')}${harmless(id)}`);
  const parts = [
    paint(String(status ?? '-'), statusSgr[level]),
    harmless(`${method} ${path}`),
    ...ids,
    ...(durationMs === undefined ? [] : [`${durationMs} ms`]),
    ...[
      host && `host=${host}`,
      upstream && `to=${upstream}`,
      client && `from=${client}`,
      flags && `flags=${flags}`,
    ]
      .filter((part) => part !== undefined)
      .map((part) => paint(harmless(part), '2')),
  ];
  return parts.join(' ');
}
