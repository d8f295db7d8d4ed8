import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { openId } from '../../api/accounts/open-id.ts';
import type { TokenPorts } from '../../api/accounts/ports.ts';
import { type User, userOfToken } from '../../api/accounts/user.ts';
import { createReading } from '../../api/read/reading.ts';
import { health } from '../../api/serve/health.ts';
import { kubeconfigOf } from '../../api/serve/kubeconfig.ts';
import { type ApiServer, serveApi } from '../../api/serve/server.ts';
import { createEphemeralContainers } from '../../api/store/ephemeral-containers.ts';
import { createStreams } from '../../api/streams/streams.ts';
import { createWriting } from '../../api/write/writing.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { apiAddress } from '../../pod/api-access.ts';
import { issueServerCertificate, type ServerCertificate } from '../../secrets/issue-server-certificate.ts';
import { keepIn } from '../../secrets/keep.ts';
import { projectTokens } from '../access/project-tokens.ts';
import { exitCodes } from '../exit-codes.ts';
import { connectEngine } from '../find/connect.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import { version } from '../version.ts';
import { contextName } from './context-name.ts';
import { enginePorts } from './engine-ports.ts';
import { kindSchemas } from './kind-schemas.ts';
import { kubernetesSchemas } from './kubernetes-schemas.ts';
import { podsGone } from './pods-gone.ts';
import { type Scope, type ServerFolder, serverFolder, serverSecrets } from './server-folder.ts';
import { claimRecord, findServer, forgetRecord } from './server-record.ts';
import { shownObjects } from './shown-objects.ts';

interface ServeOptions {
  readonly host?: string;
  readonly scope: Scope;
}

/** `outrider api serve`: the Kubernetes API of the pods, until they are gone or SIGTERM. */
export async function serve({ host, scope }: ServeOptions): Promise<number> {
  const stopped = new AbortController();
  const ignoreSignals = onStopSignals(
    () => stopped.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  const connection = await connectEngine(host, stopped.signal);
  try {
    const folder = serverFolder(connection, scope, process.env);
    if (await findServer(folder)) return exitCodes.ok;
    const server = await open(connection, { host, scope, signal: stopped.signal }, folder);
    if (!server) return exitCodes.ok;
    try {
      await podsGone(connection, scope, stopped.signal);
    } finally {
      // What follows the runs would keep the process for ever.
      stopped.abort();
      await server.close();
      forgetRecord(folder);
    }
    return exitCodes.ok;
  } finally {
    ignoreSignals();
    connection.close();
  }
}

interface Opening {
  readonly host: string | undefined;
  readonly scope: Scope;
  readonly signal: AbortSignal;
}

/** Undefined when another process serves already. */
async function open(
  connection: Connection,
  { host, scope, signal }: Opening,
  folder: ServerFolder,
): Promise<ApiServer | undefined> {
  const token = randomBytes(32).toString('base64url');
  const certificate = await certificateFor(scope);
  const ports = enginePorts({ connection, scope }, { host, serving: signal });
  const streams = createStreams(ports);
  const written = new Set<string>();
  const ephemeral = createEphemeralContainers();
  const { store } = await shownObjects(connection, scope, { wall: Date.now, written, ephemeral }, signal);
  const now = (): string => new Date(Date.now()).toISOString();
  const writing = createWriting({ store, ports, written, ephemeral, now, kinds: kindSchemas });
  const tokens = await projectTokens(serverSecrets(scope, process.env), Date.now);
  const reading = createReading({
    ...{ store, now: Date.now, token: () => token, tokens, usage: ports.usage },
    schemas: kubernetesSchemas,
  });
  const server = await serveApi({
    ...certificate,
    token,
    accounts: (text) => accountOf(text, tokens),
    handlers: [health, openId(tokens), streams.handler, writing, reading],
    upgrades: [streams.upgrade],
  });
  if (!claimRecord(folder, { port: server.port, version })) {
    await server.close();
    return undefined;
  }
  writeAccess(folder, scope, { token, authority: certificate.authority, port: server.port });
  return server;
}

/** Whom a token of a service account lets in that is meant for the API. */
function accountOf(text: string, { issuer, read }: TokenPorts): User | undefined {
  const token = read(text);
  return token?.audiences.includes(issuer) ? userOfToken(token) : undefined;
}

function certificateFor(scope: Scope): Promise<ServerCertificate> {
  const names = {
    name: 'kubernetes-api',
    dnsNames: [
      'localhost',
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
    ],
    addresses: ['127.0.0.1', apiAddress],
  };
  const keep = keepIn(serverSecrets(scope, process.env));
  return issueServerCertificate(names, { keep, randomBytes, now: Date.now });
}

function writeAccess(
  folder: ServerFolder,
  scope: Scope,
  { token, authority, port }: { readonly token: string; readonly authority: string; readonly port: number },
): void {
  const access = { name: contextName(scope), server: `https://127.0.0.1:${port}`, authority, token };
  const write = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 });
  write(folder.authority, authority);
  write(folder.kubeconfig, kubeconfigOf(access));
  // The token comes last: a server that is looked for is there with everything of it.
  write(folder.token, token);
}
