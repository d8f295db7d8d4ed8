import { expect } from '@jest/globals';

/** Statements with their truth; the failure lists those that do not hold, in words. */
export function expectAll(statements: Readonly<Record<string, boolean>>): void {
  const broken = Object.entries(statements).flatMap(([words, holds]) => (holds ? [] : [words]));
  expect(broken).toEqual([]);
}
