import { unseen } from './support/broken.ts';

interface Known {
  /** Why it stays so. */
  readonly reason: string;
  /** Exactly what differs: more or less than this fails. */
  readonly differences: readonly string[];
}

const policies = ['Always', 'OnFailure', 'Never'] as const;

function each(titles: readonly string[], reason: string, differences: readonly string[]) {
  return Object.fromEntries(titles.map((title): [string, Known] => [title, { reason, differences }]));
}

const ofBoth = (row: number, words: string): readonly string[] =>
  ['an app container', 'a sidecar'].map((subject) => `row ${row}: ${subject} ${words}`);

const hooks = ['HTTP', 'HTTPS'].flatMap((scheme) => [
  `row 94: ${scheme} hooks of a container that is an app arrive`,
  `row 95: ${scheme} hooks of a container that is a sidecar arrive`,
]);

/**
 * Rows whose scenario needs a supervisor that dies, or a holder that is lost: no plain pod shows them. Row 84 looks at the phase in the
 * middle of a restart of all containers, which a kubelet tells some time later.
 */
export const onlyHere: readonly number[] = [72, 73, 74, 75, 76, 77, 78, 84];

/** The kubelet removes what it has ended, and then tells an exit code that it does not know (`kubelet_pods.go`). */
const madeUp = (...names: readonly string[]): readonly string[] =>
  names.map(
    (name) => `ends of ${name}: kubelet 137/RestartingAllContainers, Outrider 0/RestartingAllContainers`,
  );
const madeUpReason = 'a kubelet says 137 of what it ends to restart all; the process exits 0 there, too';

/** What differs between a kubelet and Outrider, by the title of the scenario. */
export const known: Readonly<Record<string, Known | undefined>> = {
  ...each(
    policies.map((policy) => `row 2: an image change during initialization is no restart (${policy})`),
    'a kubelet creates a container when its turn comes; Outrider creates it early, and once more for the new image',
    ['r1 runs from the new image'],
  ),
  ...each(
    ['row 17: while a container is stopped its readiness is still looked at, its liveness is not'],
    'a kubelet reports failures that repeat once, with the time of the first',
    ['readiness is probed after it began'],
  ),
  ...each(
    ['row 92: the second init container fails the pod, the app container keeps waiting'],
    'the words about the end of a pod are Outrider’s own',
    ['the message names i2 only'],
  ),
  ...each(['row 85: a sidecar restarts all containers'], madeUpReason, madeUp('s1', 'r1')),
  ...each(['row 88: a plain restart first, then one of all containers'], madeUpReason, madeUp('r2')),
  ...each(hooks, 'a kubelet reports no hook that succeeds', ['postStart arrived', 'preStop is through']),
  ...each(
    ofBoth(119, 'is not restarted while its gRPC health service serves'),
    'a kubelet reports no probe that succeeds',
    ['it was asked'],
  ),
  ...each(
    [
      ...ofBoth(117, 'has the grace period of its probe when that kills it'),
      ...ofBoth(121, 'turns not ready during termination, and its liveness does not count'),
    ],
    'a kubelet does not report the signals that it sends',
    [unseen],
  ),
};
