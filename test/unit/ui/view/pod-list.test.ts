import { expect, it } from '@jest/globals';
import { foldEvents } from '../../../../src/events/view.ts';
import { findingsOfProject } from '../../../../src/findings/findings.ts';
import { initialState, type ListSettings } from '../../../../src/ui/model.ts';
import { createFindingsCache, listPods, selectable } from '../../../../src/ui/view/pod-list.ts';
import { sevenPods } from '../fixtures/runs.ts';

const { events, now } = sevenPods();
const view = foldEvents(events);
const findings = findingsOfProject(view, now);
const listed = (settings: Partial<ListSettings>) =>
  listPods(view, findings, { ...initialState.list, ...settings });
const names = (settings: Partial<ListSettings>) => listed(settings).map(({ pod }) => pod.name);

it('the pods stand in the order in which they were made, those in trouble first, or by name', () => {
  expect(names({ sort: 'start' }).slice(-2)).toEqual(['ledger', 'prices']);
  expect(names({ sort: 'trouble' }).slice(0, 2)).toEqual(['ledger', 'accounts']);
  expect(names({ sort: 'name' })).toEqual([...names({})].sort());
});

it('only pods that are not well are shown, or those with a part in their name', () => {
  expect(names({ troubleOnly: true })).toEqual(['ledger']);
  expect(names({ filter: 'e' })).toEqual(['basket', 'catalogue', 'delivery', 'emails', 'ledger', 'prices']);
  expect(names({ filter: 'nothing' })).toEqual([]);
});

it('of a folded pod the first container can be selected', () => {
  const settings = {
    ...initialState.list,
    filter: 'basket',
    folds: new Map([['basket', 'folded' as const]]),
  };
  expect(selectable(listed(settings), settings)).toEqual([{ pod: 'basket', container: 'proxy' }]);
});

it('findings are made anew when an event has come or a second has passed', () => {
  const found = createFindingsCache();
  const first = found(view, now);
  expect(found(view, now + 1)).toBe(first);
  expect(found(view, now + 1000)).not.toBe(first);
  expect(found(foldEvents(events), now + 1000)).toHaveLength(1);
});
