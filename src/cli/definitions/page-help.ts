import type { CommandHelp } from './command-help.ts';

/** What `--help` adds to the commands of the page. */
export const pageHelp: Readonly<Record<string, CommandHelp>> = {
  report: {
    about:
      'Writes a recording as one HTML file with the pods, the timeline, the log, the events, the findings and the rules at any moment. It asks for nothing from anywhere.',
    examples: [
      ['outrider report run.rec -o run.html', 'opens by a double click, here or on another machine'],
      ['outrider report run.rec -o - > run.html', 'to standard output'],
    ],
  },
  view: {
    about:
      'Serves the page of pods that run and prints its address. It only shows: nobody changes anything through it. It ends with the pods, or by Ctrl-C.',
    examples: [
      ['outrider view', 'every pod of the project, for this machine'],
      [
        'outrider view --listen 0.0.0.0 --port 8000',
        'for the room: only the printed address, with its token, shows it',
      ],
    ],
  },
};
