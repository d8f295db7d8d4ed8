import { expect, it } from '@jest/globals';
import { createJournal } from '../../../src/supervisor/journal.ts';

it('log lines are told and not kept; everything else is told again to those who come later', () => {
  const journal = createJournal('p', () => 0);
  const at = { container: 'a1', attempt: 0 };
  journal.append('pod', { type: 'SandboxLost', message: 'x' });
  journal.append('pod', { type: 'Log', ...at, stream: 'stdout', line: 'l', partial: false });
  const heard: string[] = [];
  journal.subscribe(({ type }) => void heard.push(type), { replay: true });
  journal.append('pod', { type: 'Log', ...at, stream: 'stdout', line: 'm', partial: false });
  expect(heard).toEqual(['SandboxLost', 'Log']);
});
