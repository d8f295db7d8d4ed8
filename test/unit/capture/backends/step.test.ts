import { expect, it } from '@jest/globals';
import { describeFailure, type Step, stepSucceeded } from '../../../../src/capture/backends/step.ts';

const step: Step = { argv: ['ip', 'rule'], purpose: 'add a rule', tolerate: ['File exists'] };
const failed = (stderr: string) => ({ exitCode: 2, stdout: '', stderr });

it('exit code 0 is success, whatever was said', () => {
  expect(stepSucceeded(step, { exitCode: 0, stdout: '', stderr: 'warning' })).toBe(true);
});

it('what is so already counts as done', () => {
  expect(stepSucceeded(step, failed('RTNETLINK answers: File exists\nCommand failed -:2\n'))).toBe(true);
});

it('another complaint beside it does not', () => {
  expect(stepSucceeded(step, failed('RTNETLINK answers: File exists\nOperation not permitted\n'))).toBe(
    false,
  );
});

it('a silent failure is one', () => {
  expect(stepSucceeded(step, failed(''))).toBe(false);
});

it('a step that did not end is a failure, and says so', () => {
  const result = { exitCode: undefined, stdout: '', stderr: '' };
  expect(stepSucceeded(step, result)).toBe(false);
  expect(describeFailure(step, result)).toBe('ip (add a rule) did not end in time');
});

it('a failure quotes the tool, without its remark about the other iptables', () => {
  const stderr = '# Warning: iptables-legacy tables present\niptables-restore: line 3 failed\n';
  expect(describeFailure(step, failed(stderr))).toBe(
    'ip (add a rule) failed with exit code 2: iptables-restore: line 3 failed',
  );
});
