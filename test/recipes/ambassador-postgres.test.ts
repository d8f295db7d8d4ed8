import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type ExampleRun, runExample } from './support/example.ts';
import { unlessThere } from './support/programs.ts';

const execute = promisify(execFile);
const describePostgres = unlessThere('postgres', 'pgbouncer');
const clients = 20;
const password = 'for-development-only';

const start = (name: string, parameters = ''): ExampleRun =>
  runExample(`postgres-${name}`, 'postgres.yaml', [
    `ambassador-postgres:pods=client,host=server,secretName=postgres${parameters}`,
  ]);

/** Numbers of the pool of the app's database, as PgBouncer's console names them. */
async function pool(run: ExampleRun): Promise<Readonly<Record<string, number>>> {
  const { stdout } = await run.outrider(
    'exec',
    'client',
    '--',
    'psql',
    '-XA',
    'pgbouncer',
    '-c',
    'show pools',
  );
  const rows = stdout.split('\n').map((row) => row.split('|'));
  const shop = rows.find(([database]) => database === 'shop') ?? [];
  return Object.fromEntries(rows[0]!.map((name, index) => [name, Number(shop[index])]));
}

/** How many connections others have to the server, by its own account. */
async function backends(run: ExampleRun): Promise<number> {
  const query = 'select count(*) from pg_stat_activity where client_addr is not null';
  const command = ['psql', '-XAt', '-U', 'postgres', '-c', query];
  return Number((await run.outrider('exec', 'server', '--', ...command)).stdout);
}

const servedOnes = (run: ExampleRun): ReadonlySet<string> =>
  new Set(run.lines('client', 'app').flatMap((line) => /^client (\d+) is served/.exec(line)?.[1] ?? []));

describePostgres('the recipe ambassador-postgres', () => {
  let run: ExampleRun;
  beforeAll(async () => {
    run = start('pool');
    for (let number = 1; number <= clients; number += 1)
      await run.logged('client', 'app', new RegExp(`^client ${number} is served`), 2);
  }, 60_000);
  afterAll(() => run.stop(), 30_000);

  it('shares a few connections to the server among many of the app', async () => {
    const { cl_active = 0, cl_waiting = 0, sv_active = 0, sv_idle = 0, sv_used = 0 } = await pool(run);
    expect(cl_active + cl_waiting).toBe(clients);
    expect(sv_active + sv_idle + sv_used).toBeLessThanOrEqual(5);
    expect(await backends(run)).toBeGreaterThan(0);
    expect(await backends(run)).toBeLessThanOrEqual(5);
  });

  it('shows the password to nobody: no label, argument, environment or log has it', async () => {
    const filter = ['--filter', `label=dev.outrider.project=${run.project}`];
    const ids = (await execute('docker', ['ps', '--all', '--quiet', ...filter])).stdout
      .split('\n')
      .filter(Boolean);
    expect(ids.length).toBeGreaterThanOrEqual(5);
    expect((await execute('docker', ['inspect', ...ids])).stdout).not.toContain(password);
    expect(run.output()).not.toContain(password);
    const processes = ['sh', '-c', 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ'];
    const seen = await run.outrider('exec', 'client/ambassador-postgres', '--', ...processes);
    expect(seen.stdout).toContain('AUTH_FILE');
    expect(seen.stdout).not.toContain(password);
  });

  it('goes on with the server when that comes back', async () => {
    const lines = () => run.lines('client', 'app').filter((line) => line.includes('is served'));
    await run.outrider('kill', 'server/postgres');
    await run.logged('server', 'postgres', /ready to accept connections/, 2);
    const before = lines().length;
    await run.logged('client', 'app', /is served/, before + 2 * clients);
    expect(await backends(run)).toBeLessThanOrEqual(5);
    expect(
      run.lines('client', 'ambassador-postgres').filter((line) => / process up:/.test(line)),
    ).toHaveLength(1);
  }, 60_000);

  it('leaves nothing behind', async () => {
    expect(await run.stop()).toEqual([0, []]);
  }, 30_000);
});

describePostgres('the recipe ambassador-postgres in other modes', () => {
  let run: ExampleRun;
  afterEach(async () => {
    expect(await run.stop()).toEqual([0, []]);
  }, 30_000);

  it('with poolMode=session serves as many as it has connections, and lets the others wait', async () => {
    run = start('session', ',poolMode=session,poolSize=3');
    await run.logged('client', 'app', /is served/, 10);
    const { cl_active, sv_active } = await pool(run);
    expect([cl_active, sv_active]).toEqual([3, 3]);
    expect(servedOnes(run).size).toBe(3);
  }, 60_000);

  it('with authType=scram-sha-256 lets nobody in who does not know the password', async () => {
    run = start('scram', ',authType=scram-sha-256');
    await run.logged('client', 'app', /no password supplied/);
    await run.logged('server', 'postgres', /ready to accept connections/);
    const answer = ['sh', '-c', `PGPASSWORD=${password} psql -XAtc 'select 6 * 7'`];
    expect((await run.outrider('exec', 'client', '--', ...answer)).stdout).toBe('42\n');
    expect(servedOnes(run).size).toBe(0);
  }, 60_000);
});
