import { readManifests } from '../../../src/manifest/read.ts';
import { reportProblems } from '../../../src/manifest/report.ts';

const FILE = 'mutated.yaml';
const MOST_LINES = 98;
const MOST_CHARACTERS = 60_000;
/** Of processor time, as other programs may share the machine; a slow one takes half of it, and work without a bound much more. */
const mostMs = (text: string): number => 4000 + text.length / 250;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/;
const SLIPS = /\[object |Maximum call stack|undefined|NaN:|Cannot read|is not a function/;

/** What is wrong with the answer to a text; empty when it is right. */
export function faultsOf(text: string): readonly string[] {
  const before = process.cpuUsage();
  try {
    const files = [{ file: FILE, text }];
    const { diagnostics, pods } = readManifests(files);
    const report = reportProblems(diagnostics, files);
    const { user, system } = process.cpuUsage(before);
    const lines = text.split(/\r?\n/);
    const misplaced = diagnostics.find(
      ({ file, line, column }) =>
        file !== FILE ||
        !(line >= 1 && line <= lines.length) ||
        !(column >= 1 && column <= lines[line - 1]!.length + 1),
    );
    const isRefused = diagnostics.some(({ severity }) => severity === 'error');
    return [
      (user + system) / 1000 > mostMs(text) && `took ${Math.round((user + system) / 1000)} ms`,
      report.split('\n').length > MOST_LINES && `has ${report.split('\n').length} lines`,
      report.length > MOST_CHARACTERS && `has ${report.length} characters`,
      CONTROL.test(report) && 'has a control character',
      diagnostics.some(({ message, hint = '' }) => SLIPS.test(`${message} ${hint}`) && !SLIPS.test(text)) &&
        'speaks of undefined',
      misplaced && `has no place: ${JSON.stringify(misplaced)}`,
      isRefused !== (pods.length === 0) &&
        (isRefused ? 'has pods and an error' : 'has neither a pod nor an error'),
    ].filter((fault) => typeof fault === 'string');
  } catch (error) {
    return [`throws: ${(error as Error).stack}`];
  }
}
