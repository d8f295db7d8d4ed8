import { planOf } from '../../../src/lifecycle/plan/plan.ts';
import { defaultSettings } from '../../../src/lifecycle/state/settings.ts';
import { applyIgnores } from '../../../src/lint/ignore.ts';
import { lint, rules } from '../../../src/lint/lint.ts';
import type { Diagnostic } from '../../../src/manifest/diagnostic.ts';
import { nearest } from '../../../src/manifest/nearest.ts';
import { readManifests } from '../../../src/manifest/read.ts';
import { reportProblems } from '../../../src/manifest/report.ts';
import { inStartOrder } from '../../../src/pod/dependency.ts';
import type { Pod } from '../../../src/pod/model.ts';
import { processorMs, slowness } from './speed.ts';

const FILE = 'mutated.yaml';
const MOST_LINES = 98;
const MOST_CHARACTERS = 60_000;
const MOST_MS = 2000;
const MEGABYTE = 1_000_000;
/** The lowest of so many times counts: the first one also compiles the program. */
const TRIES = 3;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/;
const SLIPS = /\[object |Maximum call stack|undefined|NaN:|Cannot read|is not a function/;

/** What is wrong with the answer to a text; empty when it is right. */
export function faultsOf(text: string): readonly string[] {
  try {
    const answer = answerTo(text);
    return [...slowFaults(text, answer.ms), ...wrongIn(answer, text)];
  } catch (error) {
    return [`throws: ${(error as Error).stack}`];
  }
}

interface Answer {
  readonly diagnostics: readonly Diagnostic[];
  readonly pods: readonly Pod[];
  readonly report: string;
  /** Of the slowest command: `up` reads and reports, `lint` and `plan` go on from there. */
  readonly ms: number;
}

function answerTo(text: string): Answer {
  const files = [{ file: FILE, text }];
  let [diagnostics, pods, report]: [readonly Diagnostic[], readonly Pod[], string] = [[], [], ''];
  const readMs = processorMs(() => {
    ({ diagnostics, pods } = readManifests(files));
    report = reportProblems(diagnostics, files);
  });
  const codes = rules.map(({ code }) => code);
  const lintMs = processorMs(() => applyIgnores(lint(pods), files, { codes, nearest }));
  const planMs = processorMs(() => inStartOrder(pods).map((pod) => planOf(pod, defaultSettings)));
  return { diagnostics, pods, report, ms: readMs + Math.max(lintMs, planMs) };
}

/** 2 s of the processor's time for up to 1 MB and for each further one; a machine that is slower as such has longer. */
function slowFaults(text: string, ms: number): readonly string[] {
  const most = MOST_MS * Math.max(1, text.length / MEGABYTE);
  if (ms <= most) return [];
  const lowest = Math.min(ms, ...Array.from({ length: TRIES - 1 }, () => answerTo(text).ms));
  return lowest <= most * slowness() ? [] : [`took ${Math.round(lowest)} ms`];
}

function wrongIn({ diagnostics, pods, report }: Answer, text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  const misplaced = diagnostics.find(
    ({ file, line, column }) =>
      file !== FILE ||
      !(line >= 1 && line <= lines.length) ||
      !(column >= 1 && column <= lines[line - 1]!.length + 1),
  );
  const isRefused = diagnostics.some(({ severity }) => severity === 'error');
  return [
    report.split('\n').length > MOST_LINES && `has ${report.split('\n').length} lines`,
    report.length > MOST_CHARACTERS && `has ${report.length} characters`,
    CONTROL.test(report) && 'has a control character',
    diagnostics.some(({ message, hint = '' }) => SLIPS.test(`${message} ${hint}`) && !SLIPS.test(text)) &&
      'speaks of undefined',
    misplaced && `has no place: ${JSON.stringify(misplaced)}`,
    isRefused !== (pods.length === 0) &&
      (isRefused ? 'has pods and an error' : 'has neither a pod nor an error'),
  ].filter((fault) => typeof fault === 'string');
}
