import { expect, it } from '@jest/globals';
import { Command } from 'commander';
import { takeAnywhere } from '../../../src/cli/definitions/anywhere.ts';

/** What commands are called with, by the words of a command line. */
async function called(...words: string[]): Promise<unknown> {
  let options: unknown;
  const program = new Command('outrider')
    .option('-p, --project-name <name>')
    .option('-H, --host <url>')
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ writeErr: () => {} });
  const note = (...given: unknown[]): void => {
    const command = given.at(-1) as Command;
    options = { ...command.optsWithGlobals(), args: command.args };
  };
  program.command('down').argument('[pod...]').action(note);
  program.command('run').argument('<image>').option('-p, --publish <port>').action(note);
  program.command('exec').argument('<target>').argument('<command...>').passThroughOptions().action(note);
  program.command('capture').command('on').argument('[pod...]').action(note);
  takeAnywhere(program);
  await program.parseAsync(words, { from: 'user' });
  return options;
}

it.each([
  [['-p', 'shop', '-H', 'unix:///x', 'down']],
  [['down', '-p', 'shop', '-H', 'unix:///x']],
  [['-p', 'other', 'down', '--project-name', 'shop', '--host=unix:///x']],
  [['-H', 'unix:///x', 'capture', 'on', '-p', 'shop']],
])('the project and the engine may stand before and behind the command: %j', async (words) => {
  expect(await called(...words)).toMatchObject({ projectName: 'shop', host: 'unix:///x' });
});

it('a letter that a command has for something of its own stays its own', async () => {
  const options = await called('run', 'web:1', '-p', '80', '--project-name', 'shop');
  expect(options).toMatchObject({ publish: '80', projectName: 'shop' });
});

it('what stands behind the command that exec runs is that command’s', async () => {
  const options = await called('exec', '-p', 'shop', 'app', 'mkdir', '-p', 'x');
  expect(options).toMatchObject({ projectName: 'shop', args: ['app', 'mkdir', '-p', 'x'] });
});
