/** One program to run in the pod's network namespace, as uid 0 with CAP_NET_ADMIN and CAP_NET_RAW. */
export interface Step {
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** What it does, in words. */
  readonly purpose: string;
  /** Its failure is worth a warning, not the end: the other address family, for one. */
  readonly optional?: true;
  /** Parts of a standard error that mean "it was so already". */
  readonly tolerate?: readonly string[];
}

export interface StepResult {
  /** Undefined when it did not end in time or could not be run. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether a step did what it is there for: exit code 0, or only failures that its `tolerate` names. */
export function stepSucceeded(step: Step, result: StepResult): boolean {
  if (result.exitCode === 0) return true;
  if (result.exitCode === undefined) return false;
  const lines = complaints(result.stderr);
  const known = step.tolerate ?? [];
  return lines.length > 0 && lines.every((line) => known.some((part) => line.includes(part)));
}

/** A failed step in one sentence. */
export function describeFailure(step: Step, result: StepResult): string {
  const reason =
    result.exitCode === undefined ? 'did not end in time' : `failed with exit code ${result.exitCode}`;
  const message = complaints(result.stderr).join('; ');
  return `${step.argv[0]} (${step.purpose}) ${reason}${message ? `: ${message}` : ''}`;
}

/** Lines that say nothing about success are dropped: the other iptables variant, and a count of failed commands. */
function complaints(stderr: string): readonly string[] {
  return stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !/^Command failed -:\d+$/.test(line));
}
