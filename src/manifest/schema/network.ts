import * as z from 'zod';
import { honoured } from './fidelity.ts';
import { flag, text } from './scalars.ts';

/** The least that IPv4 and IPv6 work with (RFC 791, RFC 8200), and the most that an interface of Linux takes. */
const leastMtu = 68;
const mostMtu = 65_535;

/** The annotation `outrider.dev/network`: what the network of the project is like (`pod/project-network.ts`). */
export const networkOptions = z.object({
  name: honoured(text, 'one that somebody else has made: it must be there, and stays'),
  ipv6: honoured(flag, 'pods have IPv6 addresses too; default: no, unless a Service asks for it'),
  subnets: honoured(z.array(z.string()).max(2), 'CIDR ranges, at most one of each family'),
  mtu: honoured(z.int().min(leastMtu).max(mostMtu), 'the largest packet in bytes'),
});
