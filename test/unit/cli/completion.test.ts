import { describe, expect, it } from '@jest/globals';
import { Argument, Command, Option } from 'commander';
import { namesOf } from '../../../src/cli/completion/candidates.ts';
import { wantedAt } from '../../../src/cli/completion/wanted.ts';
import { joinAtEquals } from '../../../src/cli/completion/words.ts';
import type { ListedPod } from '../../../src/docker/list.ts';

const program = new Command('outrider').option('-p, --project-name <name>', 'project');
program
  .command('up')
  .summary('runs them')
  .argument('<file...>')
  .addOption(new Option('-o, --output <kind>', 'how').choices(['tui', 'json']))
  .addOption(new Option('--keep').hideHelp())
  .option('-d, --detach', 'leave them running')
  .option('--with <recipe>', 'add a recipe')
  .option('--grace-period <seconds>', 'how long');
program
  .command('logs')
  .argument('[pod...]')
  .addOption(new Option('--role <role...>').choices(['init', 'app']))
  .option('-c, --container <name...>');
program.command('exec').argument('<target>').argument('<command...>');
program.command('secret', { hidden: true });
const capture = program.command('capture');
capture.command('on').argument('[pod...]');
program.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'fish']));

/** What is wanted behind these words, the last of which is being typed: words, or what they are names of. */
function wanted(...words: string[]): readonly string[] | string {
  const found = wantedAt(program, words);
  return found.kind === 'words' ? found.words.map(({ value }) => value) : found.kind;
}

describe('at the cursor is wanted', () => {
  it('a command, hidden ones apart', () => {
    expect(wanted('')).toEqual(['up', 'logs', 'exec', 'capture', 'completion']);
    expect(wanted('-p', 'shop', '')).toContain('up');
    expect(wanted('capture', '')).toEqual(['on']);
    expect(wanted()).toContain('up');
  });

  it('an argument, by the name that it has in the help', () => {
    expect(wanted('up', '')).toBe('files');
    expect(wanted('up', 'a.yaml', '')).toBe('files');
    expect(wanted('up', '-d', '')).toBe('files');
    expect(wanted('up', '--', '-')).toBe('files');
    expect(wanted('logs', '')).toBe('pods');
    expect(wanted('capture', 'on', 'web', '')).toBe('pods');
    expect(wanted('exec', '')).toBe('targets');
    expect(wanted('exec', 'app', '')).toBe('nothing');
    expect(wanted('completion', '')).toEqual(['bash', 'fish']);
    expect(wanted('completion', 'bash', '')).toBe('nothing');
    expect(wanted('unknown', '')).toBe('nothing');
  });

  it('a flag of the command or of the program, hidden ones apart', () => {
    expect(wanted('up', '-')).toEqual(['--output', '--detach', '--with', '--grace-period', '--project-name']);
    expect(wanted('--')).toEqual(['--project-name']);
  });

  it('the value of a flag', () => {
    expect(wanted('up', '-o', '')).toEqual(['tui', 'json']);
    expect(wanted('up', '--output=')).toEqual(['--output=tui', '--output=json']);
    expect(wanted('up', '--output=json', '')).toBe('files');
    expect(wanted('up', '--with', '')).toBe('recipes');
    expect(wanted('up', '--grace-period', '')).toBe('nothing');
    expect(wanted('up', '--grace-period', '5', '')).toBe('files');
    expect(wanted('-p', '')).toBe('projects');
    expect(wanted('logs', '-c', '')).toBe('containers');
  });

  it('one more value of a flag that takes several, until the next flag', () => {
    expect(wanted('logs', '--role', 'app', '')).toEqual(['init', 'app']);
    expect(wanted('logs', '--role', 'app', '-')).toContain('--container');
    expect(wanted('logs', '--role', 'app', '-c', 'x', '')).toBe('containers');
  });
});

it('what bash cuts at equals signs is joined again', () => {
  expect(joinAtEquals(['up', '--output', '=', 'js'])).toEqual({ words: ['up', '--output=js'], before: 9 });
  expect(joinAtEquals(['up', '--output', '='])).toEqual({ words: ['up', '--output='], before: 9 });
  expect(joinAtEquals(['up', '--output', '=', 'json', 'f'])).toEqual({
    words: ['up', '--output=json', 'f'],
    before: 0,
  });
  expect(joinAtEquals(['run', 'a', '=', 'b'])).toEqual({ words: ['run', 'a', '=', 'b'], before: 0 });
});

it('names come once each, with what they are', () => {
  const pod = (name: string) =>
    ({
      project: 'shop',
      pod: name,
      containers: [{ name: 'app', role: 'app' }],
    }) as unknown as ListedPod;
  const pods = [pod('web'), pod('db')];
  expect(namesOf(pods, 'projects')).toEqual([{ value: 'shop', description: 'pod web' }]);
  expect(namesOf(pods, 'targets').map(({ value }) => value)).toEqual(['web', 'app', 'db']);
  expect(namesOf(pods, 'containers')).toEqual([{ value: 'app', description: 'app of web' }]);
});
