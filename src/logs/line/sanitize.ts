const [esc, csi, osc, st, bel] = ['\u001b', '\u009b', '\u009d', '\u009c', '\u0007'];

/** ECMA-48: parameters, intermediates, a final byte; a broken one is dropped as far as it goes. */
const controlSequence = `(?:${esc}\\[|${csi})[0-?]*[ -/]*[@-~]?`;
/**
 * OSC (titles, hyperlinks, the clipboard), DCS, SOS, PM and APC up to their end. A payload holds no other introducer, or
 * a line full of them would be searched from each to the end.
 */
const introducers = `${osc}\u0090\u0098\u009e\u009f`;
const payload = `[^${bel}${esc}${st}${introducers}]*`;
const controlString = `(?:${esc}[\\]P^_X]|[${introducers}])${payload}(?:${bel}|${esc}\\\\|${st})`;
const escapeSequence = `${esc}[ -/]*[0-~]?`;
/** C0 but the tab, DEL, C1. */
const control = '[\u0000-\u0008\u000a-\u001f\u007f-\u009f]';
/** Marks and overrides of writing direction: they would reorder what follows on the row (CVE-2021-42574). */
const direction = '[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]';
const lineBreak = '[\u2028\u2029]';

const suspicious = new RegExp(`${control}|${direction}|${lineBreak}`);
const harmful = new RegExp(
  `${controlString}|${controlSequence}|${escapeSequence}|${control}|${direction}|${lineBreak}`,
  'g',
);
const colour = new RegExp(`^(?:${esc}\\[|${csi})([\\d;:]*)m$`);

interface SanitizeOptions {
  /** Keeps colours and other renditions (SGR); everything else goes in any case. */
  readonly colors: boolean;
}

/**
 * A line that cannot do more to a terminal than show text: cursor moves, titles, clipboard writes and all other control
 * sequences are dropped, tabs stay. Of a line that overwrites itself with carriage returns the last state is kept.
 */
export function sanitize(text: string, options: SanitizeOptions): string {
  if (!suspicious.test(text)) return text;
  return lastOverwrite(text).replace(harmful, (sequence) => {
    if (sequence === '\u2028' || sequence === '\u2029') return ' ';
    const rendition = options.colors ? colour.exec(sequence) : null;
    return rendition ? `${esc}[${rendition[1]}m` : '';
  });
}

/** What a progress bar leaves on the row: the text behind the last carriage return that has any. */
function lastOverwrite(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\r') end--;
  return text.slice(text.lastIndexOf('\r', end - 1) + 1, end);
}

/** Printable ASCII and the tab: a line of nothing else needs neither decoding nor `sanitize`. */
export function isPlainByte(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || byte === 0x09;
}
