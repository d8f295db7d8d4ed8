import type { CommandHelp } from './command-help.ts';

export const meshHelp: Readonly<Record<string, CommandHelp>> = {
  mesh: {
    about:
      'Reads what Envoy and istiod say of themselves: which rules a proxy has, and which way a request takes. It changes nothing.',
    examples: [
      ['outrider mesh status', 'a line a proxy, and what istiod says of the rules'],
      ['outrider mesh why client http://web/', 'the way of one request'],
    ],
  },
  'mesh status': {
    about:
      'Says of each proxy whether it has taken what istiod sent, and since when, and what istiod finds wrong in rules. Exit code 1 when something is wrong.',
    examples: [
      ['outrider mesh status', 'of every proxy of the project'],
      ['outrider mesh status -o json', 'for a program'],
    ],
  },
  'mesh routes': {
    about:
      'Shows the routes of a proxy in words, in the order in which they are tried: match, destination, weights, timeouts, retries, faults.',
    examples: [
      ['outrider mesh routes client', 'for every host'],
      ['outrider mesh routes client web', 'for one host'],
    ],
  },
  'mesh why': {
    about:
      'Says which listener, route, cluster and endpoint a request of a pod would take. Then it sends the request from inside of the pod, and says which it took.',
    examples: [
      [
        'outrider mesh why client http://web/cart --header "x-user: ann"',
        'with a header that a rule asks for',
      ],
      ['outrider mesh why client http://web/ --no-send', 'by the configuration alone'],
    ],
  },
};
