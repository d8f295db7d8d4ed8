/** What a check says when it looks for something that a kubelet does not report: a signal, or a result of a probe. */
export const unseen = 'it looks at what a kubelet does not report';

/** The statements of a scenario that do not hold, in its own words. */
export function brokenOf(check: () => void): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof TypeError) return [unseen];
    return statementsIn(error);
  }
}

/** As `brokenOf`, for what a scenario states while it is played. @throws what is no statement, such as a time that is over. */
export async function brokenWhile(play: () => Promise<void>): Promise<readonly string[]> {
  try {
    await play();
    return [];
  } catch (error) {
    return statementsIn(error);
  }
}

function statementsIn(error: unknown): readonly string[] {
  const { matcherResult } = error as { readonly matcherResult?: { readonly actual?: unknown } };
  if (Array.isArray(matcherResult?.actual)) return matcherResult.actual as string[];
  throw error;
}
