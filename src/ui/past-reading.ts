import type { UiPorts } from './ports.ts';
import type { Session } from './session.ts';

/** Reads lines from before the view began: some at once, all of them once somebody goes there. */
export interface PastReading {
  /** The last lines of the containers that are known; true when they were read now. To be called until containers are known. */
  readonly begin: () => Promise<boolean>;
  /** All there are, read once; true when that was not so before. Rejects when the engine does not answer. */
  readonly whole: () => Promise<boolean>;
  readonly isWhole: () => boolean;
}

/** So many lines of each instance are there from the start. */
const fewLines = 1000;

export function createPastReading({ past }: Pick<UiPorts, 'past'>, session: Session): PastReading {
  let reading: Promise<void> | undefined;
  let isWhole = past === undefined;

  /** Pods that have containers. */
  function names(): readonly string[] {
    const pods = Object.values(session.view().pods);
    return pods
      .filter(({ containers }) => containers.some(({ id }) => id !== undefined))
      .map(({ name }) => name);
  }

  async function read(tail: number | undefined): Promise<void> {
    const pane = session.pane();
    const options = { until: pane.firstTime, ...(tail === undefined ? {} : { tail }) };
    await pane.readPast((await past?.(names(), options)) ?? []);
  }

  return {
    isWhole: () => isWhole,
    begin: async () => {
      if (isWhole || reading || names().length === 0) return false;
      reading = read(fewLines);
      await reading;
      return true;
    },
    whole: async () => {
      if (isWhole || names().length === 0) return false;
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
