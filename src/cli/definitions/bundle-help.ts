import type { CommandHelp } from './command-help.ts';

export const bundleHelp: Readonly<Record<string, CommandHelp>> = {
  images: {
    about:
      'Lists the images that pods need, with size and digest. Exit code 1 where one is not on the engine.',
    examples: [
      ['outrider images pod.yaml --with haproxy', 'with those of a recipe'],
      ['outrider images k8s/ -o json', 'of a folder, for a program'],
    ],
  },
  bundle: {
    about: 'Puts manifests and images into one file, with which another machine runs them without a network.',
    examples: [
      ['outrider bundle save pod.yaml --with haproxy -o lab.tar', 'on the one machine'],
      ['outrider bundle load lab.tar', 'on the other'],
    ],
  },
  'bundle save': {
    about: 'Writes manifests, recipes of your own and images into one file. Secrets are left out, and told.',
    examples: [
      ['outrider bundle save pod.yaml -o lab.tar', 'one manifest'],
      ['outrider bundle save k8s/ --with envoy -o lab.tar', 'a folder, with a recipe'],
    ],
  },
  'bundle load': {
    about: 'Puts the images of a bundle on the engine and its files into a folder, and says how to run them.',
    examples: [
      ['outrider bundle load lab.tar', 'into the folder lab'],
      ['outrider bundle load lab.tar -C ~/lab', 'into another one'],
    ],
  },
  'bundle verify': {
    about:
      'Reads a bundle to its end and says whether it is as it was saved, and which of its images are there.',
    examples: [
      ['outrider bundle verify lab.tar', 'after copying it'],
      ['outrider bundle verify lab.tar -H ssh://me@server', 'against another engine'],
    ],
  },
};
