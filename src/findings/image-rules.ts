import { nextTry } from '../events/explain/phrases.ts';
import { ruleOfContainer } from './finding.ts';
import { named } from './words.ts';

const imageReasons: ReadonlySet<string> = new Set(['ErrImagePull', 'ImagePullBackOff']);
const startReasons: ReadonlySet<string> = new Set(['CreateContainerError', 'RunContainerError']);

export const imageMissing = ruleOfContainer(
  'image-missing',
  'An image is not there and cannot be pulled',
  (container, pod, now) => {
    const { state, image } = container;
    if (state.is !== 'waiting' || !imageReasons.has(state.reason) || pod.outcome) return undefined;
    const why = state.message === undefined ? '' : `: ${state.message}`;
    const pull = pod.pulls.find((one) => one.image === image);
    return {
      message: `${named(container)} has no image ${image} (${state.reason})${why}${nextTry('try', state.retryAt, now)}`,
      cure: pull?.hint === undefined ? byHand : asCure(pull.hint),
      evidence: [],
      ...(pull && { since: pull.since }),
      ...(state.retryAt !== undefined && { until: state.retryAt }),
    };
  },
);

export const dataMissing = ruleOfContainer(
  'data-missing',
  'A ConfigMap, a Secret or a key of one is not in the files',
  (container, pod) => {
    const { state } = container;
    const isMissing =
      state.is === 'waiting' &&
      (state.reason === 'CreateContainerConfigError' || state.waitsFor?.on === 'data');
    if (!isMissing || pod.outcome) return undefined;
    const why = state.message === undefined ? '' : `: ${state.message}`;
    return {
      message: `${named(container)} waits for a ConfigMap or a Secret (${state.reason})${why}`,
      cure: 'run `outrider up` again with the file that has it beside the others, or write `optional: true`',
      evidence: [],
    };
  },
);

/** Where nobody has said more. */
const byHand = 'correct the name and tag, or get the image by hand with `docker pull` or `docker build`';

/** A hint as the last part of a sentence. Names keep their capitals. */
function asCure(hint: string): string {
  const begun = /^(?!Outrider)[A-Z][a-z]* /.test(hint) ? hint.charAt(0).toLowerCase() + hint.slice(1) : hint;
  return begun.replace(/\.$/, '');
}

export const cannotStart = ruleOfContainer(
  'cannot-start',
  'The engine cannot make or start a container',
  (container, pod, now) => {
    const { state } = container;
    if (state.is !== 'waiting' || !startReasons.has(state.reason) || pod.outcome) return undefined;
    const why = state.message === undefined ? '' : `: ${state.message}`;
    return {
      message: `${named(container)} cannot be started (${state.reason})${why}${nextTry('try', state.retryAt, now)}`,
      cure: 'change what the engine refuses; the pod tries again by itself',
      evidence: [],
      ...(state.retryAt !== undefined && { until: state.retryAt }),
    };
  },
);
