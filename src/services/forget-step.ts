import type { Step } from '../capture/backends/step.ts';
import { addressesOf, type Route } from './routes.ts';

/**
 * The kernel keeps the way of a UDP conversation for 30 to 120 s, so a client would go on to a pod that is gone. What it
 * knows of UDP to Services is forgotten when their pods change. Source: kubernetes `pkg/proxy/conntrack`.
 */
export function forgetSteps(routes: readonly Route[]): readonly Step[] {
  return addressesOf(routes.filter(({ protocol }) => protocol === 'udp')).map((ip) => ({
    argv: ['conntrack', '-D', '-f', 'ipv4', '-p', 'udp', '-d', ip],
    purpose: 'forget UDP conversations with pods that may be gone',
    optional: true,
  }));
}
