import type { Traffic, TrafficFlow, TrafficRule } from '../../events/traffic.ts';
import type { ProjectView } from '../../events/view.ts';
import type { TrafficSettings } from '../model.ts';
import { addressName } from './address-names.ts';
import { cell, type Row, type Segment, toRow } from './row.ts';
import { rowFilter } from './row-filter.ts';
import type { Theme } from './theme.ts';
import { bytes } from './words.ts';

interface TrafficInput {
  /** Undefined while the first answer is on its way. */
  readonly traffic: Traffic | { readonly problem: string } | undefined;
  readonly view: ProjectView;
  readonly pod: string | undefined;
  readonly settings: TrafficSettings;
  readonly filter: string;
  readonly theme: Theme;
  readonly width: number;
}

/** Rules with their verdicts and counters, then the flows by the names of pods and containers. */
export function selectTraffic(input: TrafficInput): readonly Row[] {
  const { traffic, pod, theme, width } = input;
  const say = (text: string): Row => toRow([{ text, tone: 'dim' }], width, theme);
  if (pod === undefined) return [say(' There is no pod yet.')];
  if (traffic === undefined) return [say(` Asking for the rules of pod ${pod}`)];
  if ('problem' in traffic) return [say(` ${traffic.problem}`)];
  return [say(`Pod ${pod}`), ...ruleRows(traffic.rules, input), say(''), ...flowRows(traffic.flows, input)];
}

function ruleRows(rules: readonly TrafficRule[], input: TrafficInput): readonly Row[] {
  const { settings, filter, theme, width } = input;
  const say = (text: string): Row => toRow([{ text, tone: 'dim' }], width, theme);
  if (rules.length === 0) return [say(' No rules: capture is off.')];
  const isWanted = rowFilter(filter);
  const wanted = rules.filter(({ chain, name, verdict, purpose }) =>
    isWanted([chain, name, verdict, purpose].join(' ')),
  );
  const shown = settings.all ? wanted : wanted.filter(({ packets }) => packets > 0);
  const idle = wanted.length - shown.length;
  const columns = columnsOf(rules, width);
  const head = [
    ...(columns.chain > 0 ? [cell('CHAIN', columns.chain, theme)] : []),
    cell('RULE', columns.name, theme),
    cell('VERDICT', columns.verdict, theme),
    ...(columns.purpose > 0 ? [cell('PURPOSE', columns.purpose, theme)] : []),
    '  PACKETS   BYTES',
  ];
  return [
    say(head.join(' ')),
    ...shown.map((rule) => toRow(ruleSegments(rule, columns, theme), width, theme)),
    ...(idle > 0
      ? [say(`${idle} ${idle === 1 ? 'rule has' : 'rules have'} never matched; + shows them`)]
      : []),
  ];
}

interface RuleColumns {
  readonly chain: number;
  readonly name: number;
  readonly verdict: number;
  readonly purpose: number;
}

/** A narrow terminal has no room for the chain and for what a rule is for. */
function columnsOf(rules: readonly TrafficRule[], width: number): RuleColumns {
  const longest = (of: (rule: TrafficRule) => string, most: number): number =>
    Math.min(most, Math.max(7, ...rules.map((rule) => of(rule).length)));
  const chain = width >= 110 ? longest((rule) => rule.chain, 18) : 0;
  const name = longest((rule) => rule.name, Math.floor(width / 3));
  const verdict = longest((rule) => rule.verdict, 20);
  const left = width - name - verdict - chain - (chain > 0 ? 1 : 0) - 21;
  return { chain, name, verdict, purpose: left >= 12 ? left : 0 };
}

function ruleSegments(
  { chain, name, verdict, purpose, packets, bytes: size }: TrafficRule,
  columns: RuleColumns,
  theme: Theme,
): readonly Segment[] {
  const counted = packets > 0;
  return [
    ...(columns.chain > 0 ? [{ text: `${cell(chain, columns.chain, theme)} `, tone: 'dim' as const }] : []),
    { text: cell(name, columns.name, theme), tone: counted ? 'strong' : 'dim' },
    { text: ` ${cell(verdict, columns.verdict, theme)}`, tone: counted ? 'plain' : 'dim' },
    ...(columns.purpose > 0
      ? [{ text: ` ${cell(purpose, columns.purpose, theme)}`, tone: 'dim' as const }]
      : []),
    { text: ` ${cell(String(packets), 9, theme, 'right')}`, tone: counted ? 'accent' : 'dim' },
    { text: ` ${cell(bytes(size), 7, theme, 'right')}`, tone: 'dim' },
  ];
}

const phases = ['open', 'opening', 'closing', 'closed'] as const;

function flowRows(flows: readonly TrafficFlow[], input: TrafficInput): readonly Row[] {
  const { view, pod, settings, filter, theme, width } = input;
  const isWanted = rowFilter(filter);
  const named = flows.map((flow) => ({
    ...flow,
    from: addressName(view, pod!, flow.source),
    to: addressName(view, pod!, flow.destination),
  }));
  const wanted = named.filter(
    ({ protocol, phase, state, from, to, source, destination, takenBy, rule, why }) =>
      isWanted([protocol, phase, state, from, to, source, destination, takenBy, rule ?? why].join(' ')),
  );
  const counts = phases.map((phase) => `${wanted.filter((one) => one.phase === phase).length} ${phase}`);
  const shown = settings.all ? wanted : wanted.filter(({ phase }) => phase !== 'closed');
  const hidden = wanted.length > shown.length ? '; + shows closed ones' : '';
  const title = `FLOWS: ${counts.join(', ')}${hidden}`;
  const rows = sortFlows(shown, settings.sort).map((flow) =>
    toRow(
      [
        { text: `${cell(flow.protocol, 4, theme)} ${cell(flow.phase, 8, theme)}`, tone: 'dim' },
        { text: ` ${flow.from} ${theme.glyphs.arrow} ${flow.to}` },
        { text: ` ${flow.takenBy === 'none' ? 'left alone' : flow.takenBy}`, tone: 'accent' },
        {
          text: `: ${flow.rule ?? flow.why}${flow.state === undefined ? '' : `, ${flow.state}`}`,
          tone: 'dim',
        },
      ],
      width,
      theme,
    ),
  );
  return [toRow([{ text: title, tone: 'dim' }], width, theme), ...rows];
}

/** Flows that are alike keep their order. */
function sortFlows<F extends TrafficFlow & { readonly from: string; readonly to: string }>(
  flows: readonly F[],
  sort: TrafficSettings['sort'],
): readonly F[] {
  switch (sort) {
    case 'state':
      return flows.toSorted((a, b) => phases.indexOf(a.phase) - phases.indexOf(b.phase));
    case 'from':
      return flows.toSorted((a, b) => a.from.localeCompare(b.from));
    case 'to':
      return flows.toSorted((a, b) => a.to.localeCompare(b.to));
    case 'rule':
      return flows.toSorted((a, b) => (a.rule ?? '').localeCompare(b.rule ?? ''));
  }
}
