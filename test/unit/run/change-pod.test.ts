import { expect, it } from '@jest/globals';
import type { Report } from '../../../src/lifecycle/state/facts.ts';
import type { PodState } from '../../../src/lifecycle/state/state.ts';
import type { Pod } from '../../../src/pod/model.ts';
import { changePod } from '../../../src/run/change-pod.ts';
import { podOf } from '../manifest/read-text.ts';

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a:1"}]}\n';
const rule = (host: string): string =>
  `${pod}---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r}\nspec: {hosts: [${host}]}\n`;
const data = (value: string): string =>
  `${pod}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {key: ${value}}\n`;

/** What the supervisor of a pod hears when its file changes. */
function heard(before: string, after: string): readonly Report[] {
  const reports: Report[] = [];
  const state = (): PodState => ({ pod: podOf(before) as Pod }) as PodState;
  const supervisors = new Map([['a', { state, post: (report: Report) => void reports.push(report) }]]);
  expect(changePod({ supervisors, renewals: new Map() }, podOf(after))).toEqual({ is: 'same' });
  return reports;
}

it('a rule for a mesh that changes beside a pod is told, so that the API serves it', () => {
  expect(heard(rule('web'), rule('shop'))).toEqual([expect.not.objectContaining({ untold: true })]);
  expect(heard(rule('web'), pod)).toEqual([expect.not.objectContaining({ untold: true })]);
});

it('another document that changes beside a pod is kept without a word, and the same file is nothing', () => {
  expect(heard(data('one'), data('two'))).toEqual([expect.objectContaining({ untold: true })]);
  expect(heard(rule('web'), rule('web'))).toEqual([]);
});
