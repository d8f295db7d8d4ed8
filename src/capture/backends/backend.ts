import type { CaptureOptions } from '../../pod/model.ts';
import type { Backend } from './backend-name.ts';
import { describeFailure, type StepResult, stepSucceeded } from './step.ts';
import { type Trial, trialOf } from './trials.ts';

/** One backend that was tried, in the order of trying. */
export interface Tried {
  readonly backend: Backend;
  readonly works: boolean;
  /** What the kernel or the tool said where it does not work. */
  readonly message: string;
}

type BackendChoice =
  | { readonly backend: Backend; readonly why: string; readonly tried: readonly Tried[] }
  | { readonly backend: undefined; readonly why: string; readonly tried: readonly Tried[] };

/**
 * Which backends to try, in order. Docker's own rules decide between the two variants of iptables where they show: both
 * would work side by side, but then their order in a hook is an accident of registration.
 *
 * @param legacyListing what `iptables-legacy-save` prints in the namespace, when it was looked at.
 */
export function backendOrder(preference: CaptureOptions['backend'], legacyListing = ''): readonly Backend[] {
  const iptables: readonly Backend[] = /^:DOCKER_OUTPUT /m.test(legacyListing)
    ? ['iptables-legacy', 'iptables-nft']
    : ['iptables-nft', 'iptables-legacy'];
  if (preference === 'iptables') return iptables;
  return preference === 'nftables' ? ['nftables'] : [...iptables, 'nftables'];
}

/** What to run to learn whether each backend works here; stop at the first that does. */
export function backendTrials(order: readonly Backend[]): readonly Trial[] {
  return order.map((backend) => trialOf(backend, 'base'));
}

/** @param results of the trials that were run, in the order of `backendTrials`; a trial not reached has none. */
export function chooseBackend(
  preference: CaptureOptions['backend'],
  trials: readonly Trial[],
  results: readonly StepResult[],
): BackendChoice {
  const tried = trials.slice(0, results.length).map((trial, index): Tried => {
    const result = results[index]!;
    const works = stepSucceeded(trial.load, result);
    return { backend: trial.backend, works, message: works ? '' : describeFailure(trial.load, result) };
  });
  const chosen = tried.find(({ works }) => works);
  if (chosen) return { backend: chosen.backend, why: reason(preference, chosen, tried), tried };
  return {
    backend: undefined,
    why: `no backend works here: ${tried.map(({ message }) => message).join(' · ') || 'none was tried'}`,
    tried,
  };
}

function reason(preference: CaptureOptions['backend'], chosen: Tried, tried: readonly Tried[]): string {
  const failed = tried.filter(({ works }) => !works).map(({ backend }) => backend);
  if (failed.length > 0) return `${chosen.backend} loads rules here; ${failed.join(' and ')} could not`;
  return preference === 'auto'
    ? `${chosen.backend} is the first choice and loads rules here`
    : `${preference} was asked for, and ${chosen.backend} loads rules here`;
}
