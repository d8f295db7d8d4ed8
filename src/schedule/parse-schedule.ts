/** When a CronJob is to run: at the minutes of five fields, or again and again after so many milliseconds. */
export type Schedule =
  | { readonly by: 'fields'; readonly pattern: string }
  | { readonly by: 'interval'; readonly everyMs: number };

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  { name: 'day of the week', from: 0, to: 6, names: DAYS },
];

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * A schedule as the API server takes it (github.com/robfig/cron v3, ParseStandard): five fields, a nickname such as `@hourly`, or
 * `@every 90s`. `problem` says what is wrong with any other text.
 */
export function parseSchedule(text: string): Schedule | { readonly problem: string } {
  if (text.startsWith('@every ')) return interval(text.slice('@every '.length));
  if (text.startsWith('@')) {
    const pattern = Object.hasOwn(NICKNAMES, text) ? NICKNAMES[text] : undefined;
    return pattern === undefined ? { problem: `${text} is no schedule` } : { by: 'fields', pattern };
  }
  if (/^(?:CRON_)?TZ=/.test(text)) return { problem: 'the time zone stands in timeZone' };
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length !== FIELDS.length) return { problem: `needs five fields, found ${words.length}` };
  const fields = words.map((word, index) => readField(word, FIELDS[index]!));
  const wrong = fields.find((field) => typeof field !== 'string');
  return typeof wrong === 'object' ? wrong : { by: 'fields', pattern: fields.join(' ') };
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A duration of Go, cut to whole seconds, at least one (robfig/cron, `Every`). */
function interval(text: string): Schedule | { readonly problem: string } {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    return { problem: `@every needs a duration such as 1h30m, found ${text}` };
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0);
  return { by: 'interval', everyMs: Math.max(1000, Math.floor(ms / 1000) * 1000) };
}

function readField(word: string, field: Field): string | { readonly problem: string } {
  const parts = word.split(',').map((part) => readPart(part, field));
  const wrong = parts.find((part) => typeof part !== 'string');
  return typeof wrong === 'object' ? wrong : parts.join(',');
}

/** `*`, `?`, `5`, `1-5`, each with a step: as numbers, and `5/15` with its end. */
function readPart(part: string, field: Field): string | { readonly problem: string } {
  const { name, from, to } = field;
  const bad = { problem: `${part === '' ? 'nothing' : part} is no ${name} (${from}-${to})` };
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return bad;
  const end = step === undefined ? '' : `/${step}`;
  if (range === '*' || range === '?') return `*${end}`;
  const [first, last, ...rest] = range.split('-').map((text) => numberOf(text, field));
  if (first === undefined || rest.length > 0) return bad;
  const isRange = range.includes('-');
  const until = isRange ? last : step === undefined ? first : to;
  if (until === undefined || until < first) return bad;
  return until === first && step === undefined ? String(first) : `${first}-${until}${end}`;
}

function numberOf(text: string, { from, to, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + from;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}
