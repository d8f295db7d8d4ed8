/**
 * How many tests passed and failed, from what Jest has written. A file that could not be run counts as a failed test, and so does
 * a run in which nothing passed: a pattern that finds no tests must not look like success.
 */
export function tally({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }, exitCode) {
  const counted = numFailedTests + numRuntimeErrorTestSuites;
  const unseen = exitCode !== 0 || numPassedTests === 0 ? 1 : 0;
  return { passed: numPassedTests, failed: counted === 0 ? unseen : counted };
}
