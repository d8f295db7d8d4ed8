import type { IpFamily } from '../../pod/model.ts';
import { capturesInbound, capturesOutbound, type Policy } from '../policy/policy.ts';
import type { Drift } from './drift.ts';
import type { ValidationResult } from './validate.ts';

/** One thing that was looked at. */
export interface Check extends ValidationResult {
  readonly direction: 'inbound' | 'outbound';
  /** Absent where it was looked at for both. */
  readonly family?: IpFamily;
}

/** Whether capture is what was applied: the worst of all checks, and every check. */
export interface Verification extends ValidationResult {
  readonly checks: readonly Check[];
}

/** The connection that was tried in one address family; without a result nothing could be tried from inside. */
export interface Proof {
  readonly family: IpFamily;
  readonly result?: ValidationResult;
}

/**
 * Outbound capture is proven by a connection in each family that the pod has. No connection from outside can be made in
 * the pod's own namespace, so inbound capture is shown by the rules: each is compared with what was applied.
 */
export function verification(
  policy: Policy,
  drift: readonly Drift[],
  proofs: readonly Proof[],
): Verification {
  const checks = [
    ...(capturesOutbound(policy) ? outbound(drift, proofs) : []),
    ...(capturesInbound(policy) ? [inbound(policy, drift)] : []),
  ];
  const worst = checks.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))[0];
  if (!worst) return { verdict: 'unknown', message: 'the options capture nothing', checks };
  const { verdict } = worst;
  const message = verdict === 'captured' ? checks.map((check) => check.message).join('; ') : worst.message;
  return { verdict, message, checks };
}

/** Worst first. */
const order: readonly ValidationResult['verdict'][] = [
  'leaking',
  'unanswered',
  'unreachable',
  'unknown',
  'captured',
];

function outbound(drift: readonly Drift[], proofs: readonly Proof[]): readonly Check[] {
  const lost = drift.find(({ hook }) => hook !== 'prerouting');
  const tried = proofs.map(
    ({ family, result = notTried }): Check => ({ direction: 'outbound', family, ...result }),
  );
  const reached = tried.filter(({ verdict }) => verdict !== 'unreachable');
  const checks = reached.length > 0 ? reached : tried.slice(0, 1);
  if (!lost || checks.some(({ verdict }) => verdict === 'leaking')) return checks;
  return [...checks, { direction: 'outbound', verdict: 'leaking', message: lost.message }];
}

const notTried: ValidationResult = {
  verdict: 'unknown',
  message: 'nothing outbound is captured that could be tried from inside',
};

function inbound({ ports, mode }: Policy, drift: readonly Drift[]): Check {
  const lost = drift.find(({ hook }) => hook !== 'output');
  if (lost) return { direction: 'inbound', verdict: 'leaking', message: lost.message };
  const message = `every rule that leads inbound connections to port ${ports.inbound} (${mode}) is loaded as it was applied`;
  return { direction: 'inbound', verdict: 'captured', message };
}
