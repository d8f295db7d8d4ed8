import { afterAll, describe, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../src/events/types.ts';
import { runOutrider } from '../support/cli/run-outrider.ts';
import { storyOf } from '../support/scenario/story.ts';
import { type Ran, runExported } from './support/export-stage.ts';
import { isRecording, record, recorded } from './support/judge.ts';
import { type KubeletOutline, kubeletOutline } from './support/outline.ts';

/** A node with the images of the demo, of HAProxy and of the holder, which has `iptables`. */
const node = process.env['OUTRIDER_KUBELET'];
const captureImage = process.env['OUTRIDER_CAPTURE_IMAGE'];
const isLive = node !== undefined && captureImage !== undefined;

const RULES = 'capture-rules';

interface Case {
  readonly file: string;
  readonly with: readonly string[];
  /** A line that only a pod which ran as it should has. */
  readonly line: string;
}

const cases: readonly Case[] = [
  { file: 'examples/job.yaml', with: [], line: 'the report is done' },
  { file: 'examples/lifecycle.yaml', with: [], line: 's1 is gone' },
  {
    file: 'test/kubelet/manifests/captured.yaml',
    with: ['haproxy:connectTimeout=1s'],
    line: 'the proxy answers 503',
  },
];

interface Both {
  readonly kubelet: KubeletOutline;
  readonly outrider: KubeletOutline;
}
const golden = recorded<Record<string, Both>>('export-runs');
const answers: Record<string, Both> = {};

afterAll(() => {
  if (isRecording && isLive) record('export-runs', answers);
});

describe('an exported pod runs on a cluster in the order in which it runs here', () => {
  it.each(cases.map((one) => [one.file, one] as const))(
    '%s',
    async (file, one) => {
      const both = isLive ? await runBoth(one) : golden[file];
      if (both === undefined)
        throw new Error('there is no recorded answer: npm run test:kubelet -- --record');
      answers[file] = both;
      const { kubelet, outrider } = both;
      if (one.with.length > 0) expect(kubelet.firstRuns[0]).toBe(RULES);
      expect(withoutRules(kubelet)).toEqual(outrider);
    },
    600_000,
  );
});

/** Here nothing of the pod loads the rules. */
function withoutRules({ firstRuns, ends, ...rest }: KubeletOutline): KubeletOutline {
  const { [RULES]: _, ...others } = ends;
  return { ...rest, ends: others, firstRuns: firstRuns.filter((name) => name !== RULES) };
}

async function runBoth(one: Case): Promise<Both> {
  const there = await runExported(node!, [one.file], one.with, captureImage!);
  const here = await runHere(one);
  for (const { lines } of [there, here]) expect(lines).toContain(one.line);
  return { kubelet: there.outline, outrider: here.outline };
}

async function runHere({ file, with: uses }: Case): Promise<Ran> {
  const project = `export-runs-${process.pid}`;
  const recipes = uses.flatMap((use) => ['--with', use]);
  const { stdout } = await runOutrider(['-p', project, 'up', file, ...recipes, '--output', 'json']);
  const events = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OutriderEvent);
  const lines = events.flatMap((event) => (event.type === 'Log' ? [event.line] : []));
  return { outline: kubeletOutline(storyOf(events, 1000)), lines };
}
