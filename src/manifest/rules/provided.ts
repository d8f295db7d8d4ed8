import { readProvided } from '../provided-source.ts';
import type { PodRule } from './rule.ts';

/** What the annotations want programs of this machine to make can be read. */
export const providedIsReadable: PodRule = (pod) => readProvided(pod).problems;
