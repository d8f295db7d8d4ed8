import { readEngine } from '../engine-source.ts';
import type { PodRule } from './rule.ts';

/** What the annotation for the engine says can be read, and is about what the pod has. */
export const engineIsReadable: PodRule = (pod) => readEngine(pod).problems;
