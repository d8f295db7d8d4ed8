import * as z from 'zod';
import { honoured, required } from '../schema/fidelity.ts';
import { text } from '../schema/scalars.ts';

const oneOrMore = z.union([text, z.array(text).min(1)]);

/** A plan of faults, for `up --faults`. */
export const faultPlanSchema = z.object({
  seed: honoured(z.int().min(0).max(4_294_967_295), 'where chance begins; default: another one each time'),
  faults: required(
    z
      .array(
        z.object({
          target: required(oneOrMore, 'POD or POD/CONTAINER; of several, chance takes one each time'),
          fault: required(oneOrMore, 'as in loss=5%; of several, chance takes one each time'),
          at: honoured(text, 'after every pod is ready: 10s, or 5s-20s; default 0s'),
          for: honoured(text, 'how long it is on; default 30s'),
          every: honoured(text, 'from one to the next: 1m, or 30s-90s; default: once'),
          times: honoured(z.int().min(1).max(100_000), 'default: for as long as the pods run'),
        }),
      )
      .min(1),
  ),
});

export type FaultPlanInput = z.output<typeof faultPlanSchema>;
