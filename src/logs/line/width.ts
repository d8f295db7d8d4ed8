import stringWidth from 'string-width';

const esc = '\u001b';
const reset = '\u001b[0m';
/** What `sanitize` lets through. */
const rendition = new RegExp(`${esc}\\[[\\d;:]*m`, 'y');
const ascii = /^[ -~]*$/;
const segmenter = new Intl.Segmenter();

/** Columns that a sanitized line takes on a terminal: wide characters take two, marks and colours none. */
export function widthOf(text: string): number {
  return ascii.test(text) ? text.length : stringWidth(text);
}

/** Cuts a sanitized line to at most `width` columns. No character is cut in two, and colours end with the line. */
export function cutToWidth(text: string, width: number): string {
  if (ascii.test(text)) return text.slice(0, Math.max(0, width));
  return wrap(text, width, 1)[0] ?? '';
}

/** A sanitized line without its first columns. Colours that are in force there stay; of a wide character that is cut a blank is left. */
export function dropColumns(text: string, columns: number): string {
  if (ascii.test(text)) return text.slice(columns);
  let [used, active, rest] = [0, '', ''];
  for (const token of tokens(text)) {
    if (used >= columns) rest += token;
    else if (token.startsWith(esc)) active = withRendition(active, token);
    else {
      used += widthOf(token);
      if (used > columns) rest = ' '.repeat(used - columns);
    }
  }
  return active + rest;
}

/**
 * A sanitized line as rows of at most `width` columns, broken where they are full. Colours go on in the next row. An
 * empty line is one empty row; a character wider than the row stands alone on it.
 */
export function wrapToWidth(text: string, width: number): readonly string[] {
  const columns = Math.max(1, width);
  if (!ascii.test(text)) return wrap(text, columns, Number.POSITIVE_INFINITY);
  if (text.length <= columns) return [text];
  const rows: string[] = [];
  for (let at = 0; at < text.length; at += columns) rows.push(text.slice(at, at + columns));
  return rows;
}

/** Tabs as spaces up to the next multiple of `size` columns; where a tab ends depends on where the line begins. */
export function expandTabs(text: string, size = 8): string {
  if (!text.includes('\t')) return text;
  let expanded = '';
  let column = 0;
  for (const [index, part] of text.split('\t').entries()) {
    const gap = index === 0 ? 0 : size - (column % size);
    expanded += ' '.repeat(gap) + part;
    column += gap + widthOf(part);
  }
  return expanded;
}

/** Rows of the text, at most `maxRows` of them; what follows is not looked at. */
function wrap(text: string, width: number, maxRows: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  let used = 0;
  /** Renditions in force: repeated where a row begins. */
  let active = '';
  for (const token of tokens(text)) {
    if (token.startsWith(esc)) {
      active = withRendition(active, token);
      row += token;
      continue;
    }
    const columns = widthOf(token);
    if (used + columns > width && (used > 0 || maxRows === 1)) {
      rows.push(active === '' ? row : row + reset);
      if (rows.length === maxRows) return rows;
      row = active;
      used = 0;
    }
    row += token;
    used += columns;
  }
  rows.push(active === '' ? row : row + reset);
  return rows;
}

/** Renditions add up until a reset; a line that plays with hundreds of them keeps the last. */
function withRendition(active: string, token: string): string {
  if (token === reset || token === `${esc}[m`) return '';
  return active.length > 128 ? token : active + token;
}

/** Renditions and characters as people see them (grapheme clusters), one at a time. */
function* tokens(text: string): Generator<string> {
  let at = 0;
  while (at < text.length) {
    if (text[at] === esc) {
      rendition.lastIndex = at;
      const token = rendition.exec(text)?.[0] ?? esc;
      yield token;
      at += token.length;
      continue;
    }
    const next = text.indexOf(esc, at);
    const end = next === -1 ? text.length : next;
    yield* characters(text.slice(at, end));
    at = end;
  }
}

function* characters(text: string): Generator<string> {
  if (ascii.test(text)) yield* text;
  else for (const { segment } of segmenter.segment(text)) yield segment;
}
