import { pick, type Random } from './random.ts';

/** Values that stand where another one is meant. */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Compose fills these in

const JUNK = [
  ...['&m [*m]', '&m {<<: *m}', '*nobody', '!!binary x', '{{ .Values.image }}', '"{{ include "a" . }}"'],
  ...[
    'null',
    '~',
    '""',
    "''",
    '0',
    '-1',
    '1.5',
    '1e400',
    '.inf',
    '18446744073709551616',
    '0x1F',
    'yes',
    'off',
  ],
  ...[
    '[]',
    '{}',
    '[null]',
    '[[]]',
    '{a: {b: [1]}}',
    '[{}]',
    '{name: {}}',
    '"\\e[31mred\\e[0m"',
    '"\\0"',
    '"\\u202e"',
  ],
  ...[
    '"$(A)"',
    '${UNSET}',
    '${X:?no}',
    '"$("',
    '../../x',
    '/',
    'a=b',
    '128m',
    '1e99',
    '-',
    '?',
    ': :',
    '@x',
    '`',
    '%x',
  ],
  ...[
    'Always',
    'never',
    '20000-30000:20000-30000/udp',
    '"80-81:80"',
    '2024-01-01',
    '<<',
    '__proto__',
    'constructor',
  ],
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Compose fills these in

type Mutation = (lines: string[], random: Random) => void;

function at(lines: readonly string[], random: Random): number {
  return Math.floor(random() * lines.length);
}

const MUTATIONS: readonly Mutation[] = [
  (lines, random) => lines.splice(at(lines, random), 1 + Math.floor(random() * 3)),
  (lines, random) => lines.splice(at(lines, random), 0, lines[at(lines, random)] ?? ''),
  (lines, random) => {
    const [one, other] = [at(lines, random), at(lines, random)];
    [lines[one], lines[other]] = [lines[other]!, lines[one]!];
  },
  (lines, random) => lines.splice(1 + at(lines, random)),
  (lines, random) => {
    const index = at(lines, random);
    lines[index] = `${' '.repeat(Math.floor(random() * 4))}${lines[index]!.slice(Math.floor(random() * 4))}`;
  },
  (lines, random) => {
    const index = at(lines, random);
    lines[index] = lines[index]!.replace(/:.*$/, `: ${pick(random, JUNK)}`);
  },
  (lines, random) => {
    const index = at(lines, random);
    lines[index] = lines[index]!.replace(/[\w.-]+:/, `${pick(random, JUNK)}:`);
  },
  (lines, random) => {
    const index = at(lines, random);
    const cut = Math.floor(random() * lines[index]!.length);
    lines[index] =
      `${lines[index]!.slice(0, cut)}${pick(random, [...'\t\u001b\0"\'{}[]&*!|>#%@`\u009b', '---', '\r'])}${lines[index]!.slice(cut)}`;
  },
  (lines, random) => {
    const index = at(lines, random);
    lines[index] = `${lines[index]}${pick(random, ['x', ' y', ', z', '\u00e9'])}`.repeat(
      1 + Math.floor(random() * 5),
    );
  },
];

/** Rare, as each takes long: something of a file a great many times. */
const BLOW_UPS: readonly Mutation[] = [
  (lines, random) => {
    const index = at(lines, random);
    const items = Array.from({ length: 20_000 }, () => pick(random, JUNK.slice(6, 40))).join(', ');
    lines[index] = lines[index]!.replace(/:.*$/, `: [${items}]`);
  },
  (lines, random) => {
    const index = at(lines, random);
    lines[index] = lines[index]!.replace(/:.*$/, `: ${'x'.repeat(1_000_000)}`);
  },
  (lines, random) => {
    const index = at(lines, random);
    lines.splice(index, 0, ...Array.from({ length: 5000 }, () => lines[index]!));
  },
  (lines, random) => {
    const index = at(lines, random);
    lines[index] = lines[index]!.replace(/:.*$/, `: ${'['.repeat(5000)}`);
  },
  (lines, random) => {
    const index = at(lines, random);
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `&l${level} [${
          level === 0
            ? '1'
            : Array(9)
                .fill(`*l${level - 1}`)
                .join(', ')
        }]`,
    );
    lines[index] = lines[index]!.replace(/:.*$/, `: [${levels.join(', ')}]`);
  },
];

/** What grows in a Compose file: variables, and services that stand for pods. */
const COMPOSE_BLOW_UPS: readonly Mutation[] = [
  (lines, random) => {
    const index = at(lines, random);
    const all = numbers(20_000).map((number) => `\${U${number}}`);
    lines[index] = lines[index]!.replace(/:.*$/, `: "${all.join(' ')}"`);
  },
  (lines, random) => {
    const index = at(lines, random);
    const depth = 1 + Math.floor(random() * 5000);
    lines[index] = lines[index]!.replace(/:.*$/, `: "${'${A:-'.repeat(depth)}${'}'.repeat(depth)}"`);
  },
  (lines) => {
    const all = numbers(12_000).map((number) => `      V${number}: $U${number}`);
    lines.push('services:', '  many:', '    image: i', '    environment:', ...all);
  },
  (lines) => {
    lines.push('services:', ...numbers(8000).map((number) => `  s${number}: {image: i, links: [s0]}`));
  },
  (lines) => {
    lines.push(
      'services:',
      ...numbers(900).map((number) => `  s${number}: {image: i, depends_on: [s${number + 1}]}`),
    );
  },
  (lines) => {
    lines.push('services:', '  many: {image: i, scale: 100000000}');
  },
];

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A text with one to five things done to it. */
export function mutated(text: string, random: Random): string {
  const lines = text.split('\n');
  const count = 1 + Math.floor(random() * 5);
  for (let index = 0; index < count; index++) {
    pick(random, MUTATIONS)(lines, random);
    if (lines.length === 0) lines.push('');
  }
  if (random() < 0.01) pick(random, [...BLOW_UPS, ...COMPOSE_BLOW_UPS])(lines, random);
  return lines.join('\n');
}
