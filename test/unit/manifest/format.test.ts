import { expect, it } from '@jest/globals';
import { type Diagnostic, formatDiagnostic, formatWithExcerpt } from '../../../src/manifest/diagnostic.ts';

const diagnostic: Diagnostic = {
  severity: 'error',
  code: 'unknown-field',
  message: 'spec.imag: unknown field',
  hint: 'did you mean image?',
  file: 'pod.yaml',
  line: 2,
  column: 3,
};

it('a diagnostic is a line with its place, and a hint below', () => {
  expect(formatDiagnostic(diagnostic)).toBe(
    'pod.yaml:2:3: error: spec.imag: unknown field\n  did you mean image?',
  );
  const { hint: _, ...bare } = diagnostic;
  expect(formatDiagnostic({ ...bare, severity: 'warning' })).toBe(
    'pod.yaml:2:3: warning: spec.imag: unknown field',
  );
});

it('an excerpt shows the line and a caret under the column, tabs kept', () => {
  expect(formatWithExcerpt(diagnostic, ['spec:', '\t imag: x'])).toBe(
    'pod.yaml:2:3: error: spec.imag: unknown field\n' +
      '  2 | \t imag: x\n' +
      '    | \t ^\n' +
      '  did you mean image?',
  );
});

it('without the line in the text there is no excerpt', () => {
  expect(formatWithExcerpt(diagnostic, ['spec:'])).toBe(formatDiagnostic(diagnostic));
});
