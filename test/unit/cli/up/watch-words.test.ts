import { expect, it } from '@jest/globals';
import { othersInWords } from '../../../../src/cli/up/watch/prepare.ts';

it('a watch says for which pods it does not watch, as another run supervises them', () => {
  expect(othersInWords([])).toBeUndefined();
  expect(othersInWords([{ pod: 'db', pid: 7 }])).toMatch(/^not for pod db, which runs already under pid 7/);
  const both = [
    { pod: 'db', pid: 7 },
    { pod: 'web', pid: 7 },
  ];
  expect(othersInWords(both)).toMatch(/^not for pods db, web, which run already under pid 7:/);
});
