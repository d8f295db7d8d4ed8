import type { CommandHelp } from './command-help.ts';

export const faultHelp: Readonly<Record<string, CommandHelp>> = {
  fault: {
    about:
      'Harms pods on purpose: lost packets, reset connections, partitions, slow networks, no DNS, paused and killed containers. Each fault ends by itself.',
    examples: [
      ['outrider fault add web loss=5% --for 1m', 'every twentieth packet is lost'],
      ['outrider fault list', 'what is on'],
    ],
  },
  'fault add': {
    about:
      'Puts faults on and comes back when they are on. They end by themselves, also where the supervisor is killed meanwhile.',
    examples: [
      ['outrider fault add web partition=backend --for 10s', 'no packet goes between the two'],
      ['outrider fault add web/app pause', 'the app does nothing for 30 seconds'],
    ],
  },
  'fault list': {
    about: 'Lists the faults that are on, also those of pods that nobody supervises.',
    examples: [
      ['outrider fault list', 'of every pod'],
      ['outrider fault list web -o json', 'of one pod, for a program'],
    ],
  },
  'fault clear': {
    about: 'Takes faults off before their time.',
    examples: [
      ['outrider fault clear', 'all of them'],
      ['outrider fault clear web f1', 'one of them'],
    ],
  },
};
