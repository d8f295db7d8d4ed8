import type { CheckPorts, CheckResult } from './check.ts';
import { firstLine } from './check.ts';

/** A TCP probe from inside the pod's namespace: success is a connection that opens. */
export async function checkTcp(
  { engine, signal }: CheckPorts,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<CheckResult> {
  const result = await engine.inNamespace(
    { argv: ['nc', '-z', '-n', host, String(port)] },
    timeoutMs,
    signal,
  );
  const where = `${host}:${port}`;
  if (result.timedOut)
    return { outcome: 'failure', message: `no connection to ${where} within ${timeoutMs} ms` };
  if (result.exitCode === 0) return { outcome: 'success', message: `connected to ${where}` };
  const words = firstLine(Buffer.from(result.stderr).toString('utf8'));
  return { outcome: 'failure', message: words ? `${where}: ${words}` : `connection to ${where} refused` };
}
