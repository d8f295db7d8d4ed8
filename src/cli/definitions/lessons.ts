import { type Command, Option } from 'commander';
import type { Finish } from './finish.ts';
import { duration } from './parsers.ts';
import { withOption } from './recipes.ts';

/** How long a check has to become green. */
function withinOption(): Option {
  return new Option('--within <duration>', 'how long what is not so yet may take to become so')
    .argParser(duration)
    .default(10_000, '10s');
}

function addBeginnings(lesson: Command, finish: Finish): void {
  lesson
    .command('list')
    .summary('the lessons, and how far one is')
    .addOption(new Option('-o, --output <kind>').choices(['table', 'json']).default('table'))
    .action(async (options: { output: 'table' | 'json' }) => {
      const { listLessons } = await import('../lessons/list.ts');
      finish(listLessons(options));
    });
  lesson
    .command('start')
    .summary('begin a lesson in a folder of its own')
    .argument('<lesson>', 'its name, or the path of its folder')
    .argument('[folder]', 'where its files are written (default: a folder of its name)')
    .option('--again', 'begin anew what has begun already', false)
    .action(async (name: string, folder: string | undefined, _options: unknown, command: Command) => {
      const { startLesson } = await import('../lessons/start.ts');
      finish(await startLesson(name, folder, command.optsWithGlobals()));
    });
  lesson
    .command('new')
    .summary('write a first lesson of your own')
    .argument('<folder>')
    .action(async (folder: string) => {
      const { newLesson } = await import('../lessons/new.ts');
      finish(newLesson(folder));
    });
}

function addJudging(lesson: Command, finish: Finish): void {
  lesson
    .command('check')
    .summary('judge the step: each check red or green, with the reason')
    .addOption(withinOption())
    .option('--json', 'for a program', false)
    .action(async (_options: unknown, command: Command) => {
      const { checkLesson } = await import('../lessons/check.ts');
      finish(await checkLesson(command.optsWithGlobals()));
    });
  lesson
    .command('next')
    .summary('the next step, once this one is green')
    .addOption(withinOption())
    .action(async (_options: unknown, command: Command) => {
      const { nextStep } = await import('../lessons/next.ts');
      finish(await nextStep(command.optsWithGlobals()));
    });
  lesson
    .command('report')
    .summary('how far one is, or a whole room')
    .argument('[file]', 'a folder of reports, each a file NAME.json')
    .option('--name <name>', 'whose report it is (default: user and machine)')
    .option('--json', 'for an instructor’s folder', false)
    .action(async (folder: string | undefined, options: { json: boolean; name?: string }) => {
      const { reportLessons } = await import('../lessons/report.ts');
      finish(reportLessons(folder, options));
    });
}

function addSteps(lesson: Command, finish: Finish): void {
  lesson
    .command('show')
    .summary('the step that one is at')
    .action(async (_options: unknown, command: Command) => {
      const { showLesson } = await import('../lessons/show.ts');
      finish(showLesson(command.optsWithGlobals()));
    });
  lesson
    .command('view')
    .summary('the full-screen view of the pods, with the step beside it')
    .option('--presenter', 'large, for a room', false)
    .action(async (_options: unknown, command: Command) => {
      const { viewLesson } = await import('../lessons/view.ts');
      finish(await viewLesson(command.optsWithGlobals()));
    });
  lesson
    .command('hint')
    .summary('one hint more')
    .action(async (_options: unknown, command: Command) => {
      const { hintLesson } = await import('../lessons/hint.ts');
      finish(hintLesson(command.optsWithGlobals()));
    });
  lesson
    .command('up')
    .summary('run the files of the working folder from the beginning')
    .addOption(withOption())
    .action(async (_options: unknown, command: Command) => {
      const { upLesson } = await import('../lessons/up.ts');
      finish(await upLesson(command.optsWithGlobals()));
    });
}

function addWaysOut(lesson: Command, finish: Finish): void {
  lesson
    .command('reset')
    .summary('the beginning of the step again, files and pods')
    .action(async (_options: unknown, command: Command) => {
      const { resetLesson } = await import('../lessons/reset.ts');
      finish(await resetLesson(command.optsWithGlobals()));
    });
  lesson
    .command('solve')
    .summary('write a solution of the step and run it')
    .action(async (_options: unknown, command: Command) => {
      const { solveLesson } = await import('../lessons/solve.ts');
      finish(await solveLesson(command.optsWithGlobals()));
    });
  lesson
    .command('end')
    .summary('remove the pods of the lesson; its files stay')
    .action(async (_options: unknown, command: Command) => {
      const { endOfLesson } = await import('../lessons/end.ts');
      finish(await endOfLesson(command.optsWithGlobals()));
    });
}

/** The commands about lessons. */
export function addLessonCommands(program: Command, finish: Finish): void {
  const lesson = program.command('lesson').summary('learn the patterns step by step, with checks');
  addBeginnings(lesson, finish);
  addSteps(lesson, finish);
  addJudging(lesson, finish);
  addWaysOut(lesson, finish);
}
