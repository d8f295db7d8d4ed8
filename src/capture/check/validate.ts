import type { IpFamily } from '../../pod/model.ts';
import type { Step, StepResult } from '../backends/step.ts';
import { explain } from '../explain/explain.ts';
import { parseFlows } from '../explain/flows.ts';
import { capturesOutbound, type Policy } from '../policy/policy.ts';
import { validateScript } from './validate-script.ts';

/** Where nobody is: TEST-NET-1 and the discard prefix (RFC 5737, RFC 6666). */
const nowhere = { ipv4: '192.0.2.2', ipv6: '100::2' } as const;
const quietPort = 1404;

interface Validation {
  readonly address: string;
  readonly port: number;
  readonly step: Step;
}

/**
 * - `captured`: proven, by a token that came back or by the kernel's own entry of the connection.
 * - `unanswered`: the kernel leads the connection to the proxy's port, and nobody accepts it there.
 * - `leaking`: the connection went out, or was tried to.
 * - `unreachable`: the pod has no network of that address family.
 * - `unknown`: it could not be told, and `message` says why.
 */
export interface ValidationResult {
  readonly verdict: 'captured' | 'unanswered' | 'leaking' | 'unreachable' | 'unknown';
  readonly message: string;
}

/**
 * How to prove from inside that capture is on. The holder's root connects, so the way that it goes is that of an app.
 * Undefined when nothing that this policy captures can be reached from there: only inbound is captured, or root is left
 * alone; then the rules that are loaded are all the proof there is.
 *
 * @param token something that nobody can guess, of at most 64 bytes and without blanks.
 * @param families those one of whose addresses is called; the first that is captured.
 */
export function validation(
  policy: Policy,
  token: string,
  families: readonly IpFamily[] = policy.families,
  timeoutSeconds = 2,
): Validation | undefined {
  const target = probeTarget(policy, families);
  if (!target) return undefined;
  const { address, port } = target;
  return {
    address,
    port,
    step: {
      argv: [
        'perl',
        '-e',
        validateScript,
        address,
        String(port),
        String(policy.ports.outbound),
        token,
        String(timeoutSeconds),
      ],
      purpose: `prove that a connection to ${address}, where nobody is, comes back`,
    },
  };
}

/** An address and a port that the policy captures when root connects: nowhere, if it may be anything. */
function probeTarget(
  policy: Policy,
  families: readonly IpFamily[],
): { readonly address: string; readonly port: number } | undefined {
  if (!capturesOutbound(policy)) return undefined;
  const { includeRanges, includePorts } = policy.outbound;
  const addresses = [
    ...families.map((family) => nowhere[family]),
    ...(includeRanges === 'all' ? [] : includeRanges)
      .filter(({ family }) => families.includes(family))
      .map((range) => range.address),
  ];
  const ports = [quietPort, ...(includePorts === 'all' ? [] : includePorts.map(({ from }) => from))];
  return addresses
    .flatMap((address) => ports.map((port) => ({ address, port })))
    .find(({ address, port }) => {
      const from = { where: 'inside', uid: 0, gid: 0 } as const;
      const packet = { protocol: 'tcp', from, destination: address, port, podAddresses: [] } as const;
      return explain(policy, packet).outcome === 'outbound';
    });
}

export function interpretValidation(
  policy: Policy,
  { address, port }: Pick<Validation, 'address' | 'port'>,
  result: StepResult,
): ValidationResult {
  const [word = '', ...rest] = result.stdout.trim().split(' ');
  const text = rest.join(' ');
  const target = `${address}, port ${port}`;
  switch (word) {
    case 'captured':
      return text === `${address} ${port}`
        ? {
            verdict: 'captured',
            message: `a connection to ${target} came back to the proxy’s port, with its original destination`,
          }
        : { verdict: 'unknown', message: `a connection to ${target} came back as one to ${text}` };
    case 'connected':
      return byEntry(policy, target, text);
    case 'timeout':
      return withoutAnswer(policy, target, text);
    case 'failed':
      return { verdict: 'leaking', message: `a connection to ${target} was not captured: ${text}` };
    case 'no-network':
      return {
        verdict: 'unreachable',
        message: `the pod has no way out to ${address}, so there is nothing to capture`,
      };
    case 'wrong-token':
      return { verdict: 'unknown', message: 'something answered on the proxy’s port, but not the validator' };
    default:
      return {
        verdict: 'unknown',
        message: `the validator did not run: ${(text || result.stderr).trim() || 'no output'}`,
      };
  }
}

/** The proxy is up and has the connection; the kernel's entry tells whether it was led there. */
function byEntry(policy: Policy, target: string, entry: string): ValidationResult {
  const flow = parseFlows(entry, policy)[0];
  if (flow?.takenBy === 'outbound')
    return { verdict: 'captured', message: `a connection to ${target} was led to the proxy, which is up` };
  return flow
    ? { verdict: 'leaking', message: `a connection to ${target} was answered from outside` }
    : {
        verdict: 'unknown',
        message: `a connection to ${target} was accepted, but the kernel shows no entry of it`,
      };
}

/** Nobody answered in time. The kernel's entry tells where the connection was led. */
function withoutAnswer(policy: Policy, target: string, entry: string): ValidationResult {
  if (parseFlows(entry, policy)[0]?.takenBy === 'outbound')
    return {
      verdict: 'unanswered',
      message: `a connection to ${target} was led to port ${policy.ports.outbound}, and the proxy does not accept it: the proxy hangs, or has more connections than it can take`,
    };
  return {
    verdict: 'leaking',
    message: `a connection to ${target} was not captured: it went out and found nobody`,
  };
}
