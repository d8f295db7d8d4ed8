import type { CommandHelp } from './command-help.ts';

/** The help of the commands about lessons, by the words that call them. */
export const lessonHelp: Readonly<Record<string, CommandHelp>> = {
  lesson: {
    about:
      'Teaches the patterns step by step. A lesson has files to change, and checks that are red before and green after.',
    examples: [
      ['outrider lesson list', 'what there is'],
      ['outrider lesson start order-of-start', 'begins one'],
    ],
  },
  'lesson list': {
    about: 'Lists the lessons that come with Outrider, with the steps that are done.',
    examples: [
      ['outrider lesson list', 'as a table'],
      ['outrider lesson list -o json', 'for a program'],
    ],
  },
  'lesson start': {
    about:
      'Writes the files of a lesson into a folder, runs its pods in a project of their own, and shows the first step.',
    examples: [
      ['outrider lesson start order-of-start', 'one that comes with Outrider'],
      ['outrider lesson start ./my-lesson try', 'one of your own, in the folder try'],
    ],
  },
  'lesson new': {
    about: 'Writes a first lesson that can be played as it is, to go on from.',
    examples: [
      ['outrider lesson new my-lesson', 'into the folder my-lesson'],
      ['outrider lesson new ./workshop/my-lesson', 'into another folder'],
    ],
  },
  'lesson show': {
    about: 'Prints the step that one is at: what to know, what to do, and what is checked.',
    examples: [
      ['outrider lesson show', 'of the lesson in this folder, else of the last one'],
      ['outrider -p adapter lesson show', 'of another one'],
    ],
  },
  'lesson view': {
    about:
      'Shows the pods of the lesson in the full-screen view, with the step and its checks beside the log. ctrl-n goes to the next step.',
    examples: [
      ['outrider lesson view', 'of the lesson in this folder, else of the last one'],
      ['outrider lesson view --presenter', 'few lines and large, for a room'],
    ],
  },
  'lesson hint': {
    about: 'Prints the hints of the step, one more each time.',
    examples: [
      ['outrider lesson hint', 'the first one'],
      ['outrider -p adapter lesson hint', 'of another lesson than the last one'],
    ],
  },
  'lesson up': {
    about:
      'Ends the pods of the lesson and runs its files from the beginning, with other recipes where some are given.',
    examples: [
      ['outrider lesson up', 'with the recipes that it had'],
      ['outrider lesson up --with adapter-prometheus', 'with a recipe'],
    ],
  },
  'lesson check': {
    about:
      'Runs the files where they have changed, and says of each check whether it is red or green, and why.',
    examples: [
      ['outrider lesson check', 'exit code 1 while one is red'],
      ['outrider lesson check --within 30s', 'with more time for what is not so yet'],
    ],
  },
  'lesson next': {
    about: 'Goes on to the next step, once every check of this one is green.',
    examples: [
      ['outrider lesson next', 'the next step'],
      ['outrider -p adapter lesson next', 'of another lesson than the last one'],
    ],
  },
  'lesson report': {
    about: 'Says how far one is. An instructor reads a folder of such reports as one table.',
    examples: [
      ['outrider lesson report --json --name anna > room/anna.json', 'writes one'],
      ['outrider lesson report room', 'reads all of a folder'],
    ],
  },
  'lesson reset': {
    about: 'Brings the beginning of the step back: the files, the recipes and the pods.',
    examples: [
      ['outrider lesson reset', 'the step that one is at'],
      ['outrider -p adapter lesson reset', 'of another lesson than the last one'],
    ],
  },
  'lesson solve': {
    about:
      'Writes a solution of the step into the working folder, runs it, and prints the commands that it takes.',
    examples: [
      ['outrider lesson solve', 'then `outrider lesson check` is green'],
      ['outrider -p adapter lesson solve', 'of another lesson than the last one'],
    ],
  },
  'lesson end': {
    about: 'Removes the pods of the lesson and everything of theirs. The files stay, and how far one is.',
    examples: [
      ['outrider lesson end', 'of the lesson in this folder, else of the last one'],
      ['outrider -p adapter lesson end', 'of another one'],
    ],
  },
};
