import { escapeHtml } from './escape.ts';

/** What the document is put together from. */
export interface PageParts {
  readonly mode: 'report' | 'live';
  readonly title: string;
  /** The bundled application and its styles, as the build has made them. */
  readonly script: string;
  readonly style: string;
}

/**
 * The policy of the browser lets a report ask for nothing at all, and a live page only for its own server. Its own script
 * and styles stand in the document.
 */
function policyOf(mode: PageParts['mode']): string {
  const connect = mode === 'live' ? "'self'" : "'none'";
  return `default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src ${connect}; base-uri 'none'; form-action 'none'`;
}

/** The document up to where the data begins. */
export function documentHead({ mode, title, script, style }: PageParts): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyOf(mode)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<link rel="icon" href="data:,">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style.replaceAll('</style', '<\\/style')}</style>`,
    '</head>',
    '<body>',
    '<div id="outrider"></div>',
    `<script id="outrider-about" type="application/json">${jsonForScript({ mode, title })}</script>`,
    `<script>${inScript(script)}</script>`,
    '',
  ].join('\n');
}

/** A chunk of data: base64 of a gzip of a batch. */
export function documentChunk(base64: string): string {
  return `<script type="application/x-outrider">${base64}</script>\n`;
}

export const documentEnd = '</body>\n</html>\n';

/** A script ends at the first `</script`, wherever that stands; `<!--` begins something that hides that end. */
function inScript(text: string): string {
  return text.replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
}

function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
