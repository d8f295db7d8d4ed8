import type { UiPorts } from './ports.ts';
import type { Session } from './session.ts';

/** Reads lines from before the view began: some at once, all of them once somebody goes there. */
export interface PastReading {
  /** The last lines of what was there before the view. */
  readonly begin: () => Promise<void>;
  /** All there are, read once; true when that was not so before. */
  readonly whole: () => Promise<boolean>;
}

/** So many lines of each instance are there from the start. */
const fewLines = 1000;

export function createPastReading({ past }: Pick<UiPorts, 'past'>, session: Session): PastReading {
  let reading: Promise<void> | undefined;
  let isWhole = past === undefined;

  async function read(tail: number | undefined): Promise<void> {
    const pane = session.pane();
    const pods = Object.values(session.view().pods);
    const names = pods.filter(({ containers }) => containers.some(({ id }) => id !== undefined));
    if (!past || names.length === 0) return;
    const options = { until: pane.firstTime, ...(tail === undefined ? {} : { tail }) };
    await pane.readPast(
      await past(
        names.map(({ name }) => name),
        options,
      ),
    );
  }
  const begin = (): Promise<void> => {
    reading ??= read(fewLines);
    return reading;
  };
  return {
    begin,
    whole: async () => {
      if (isWhole) return false;
      isWhole = true;
      // What could not be read in the beginning may be read now.
      await reading?.catch(() => {});
      reading = read(undefined);
      try {
        await reading;
      } catch (error) {
        isWhole = false;
        throw error;
      }
      return true;
    },
  };
}
