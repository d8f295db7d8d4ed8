import { expect, it } from '@jest/globals';
import { chooseLeftovers } from '../../../src/run/leftovers.ts';

const found = [{ project: 'a' }, { project: 'b' }, { project: 'a' }];
const chosen = (projects: readonly string[], all = false) => chooseLeftovers(found, { projects, all });

it('only what is left over of the projects that are meant is taken', () => {
  expect(chosen(['a'])).toEqual({ is: 'chosen', leftovers: [{ project: 'a' }, { project: 'a' }] });
  expect(chosen(['c'])).toEqual({ is: 'chosen', leftovers: [] });
  expect(chosen(['a'], true)).toEqual({ is: 'chosen', leftovers: found });
});

it('where nobody says which, it is that of the only project there is, or a person has to say', () => {
  expect(chosen([])).toEqual({ is: 'ambiguous', projects: ['a', 'b'] });
  const one = [{ project: 'a' }];
  expect(chooseLeftovers(one, { projects: [], all: false })).toEqual({ is: 'chosen', leftovers: one });
});
