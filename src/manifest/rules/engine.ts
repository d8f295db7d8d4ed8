import { readEngine } from '../engine-source.ts';
import { disagreements, readNetwork } from '../project-network.ts';
import { at, type PodRule, type SourcesRule } from './rule.ts';

/** What the annotation for the engine says can be read, and is about what the pod has. */
export const engineIsReadable: PodRule = (pod) => readEngine(pod).problems;

/** What the annotation for the network of the project says can be read, and can be asked of one network. */
export const networkIsReadable: PodRule = (pod) => readNetwork(pod).problems;

/** A project has one network, so its pods want the same of it. */
export const networksAgree: SourcesRule = ({ pods }) =>
  disagreements(pods).map(({ pod, problem }) => at(pod, problem));
