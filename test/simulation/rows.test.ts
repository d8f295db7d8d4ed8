import { describe, it } from '@jest/globals';
import { scenarios, titleOf } from '../support/scenario/rows/index.ts';
import { runSimulated } from './support/simulate.ts';

describe('the scenarios of Kubernetes’ own tests, on the simulated engine', () => {
  for (const scenario of scenarios)
    it(titleOf(scenario), async () => {
      await runSimulated(scenario);
    });
});
