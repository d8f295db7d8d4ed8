import type { ProbeKind } from '../../events/types.ts';
import { probeOf } from '../../lifecycle/run/probes.ts';
import { resolvePort } from '../../pod/containers.ts';
import type { ExecStep } from '../../pod/exec-options.ts';
import type { Container, Handler } from '../../pod/model.ts';
import { rest } from '../rest.ts';
import type { CheckPorts, CheckResult } from './check.ts';
import { firstLine } from './check.ts';
import { checkGrpc } from './check-grpc.ts';
import { checkHttp } from './check-http.ts';
import { checkTcp } from './check-tcp.ts';

export interface Target {
  readonly container: Container;
  readonly id: string;
  /** The pod's own address. */
  readonly ip: string;
}

export async function runProbe(ports: CheckPorts, target: Target, kind: ProbeKind): Promise<CheckResult> {
  const probe = probeOf(target.container, kind)!;
  const timeoutMs = probe.timeoutSeconds * ports.settings.secondMs;
  try {
    return await check(ports, target, probe.handler, timeoutMs);
  } catch (error) {
    return { outcome: 'error', message: error instanceof Error ? error.message : String(error) };
  }
}

/** A hook has no timeout of its own: the grace period bounds a preStop hook, nothing a postStart hook (API Lifecycle). */
export async function runHook(
  ports: CheckPorts,
  target: Target,
  handler: Handler,
): Promise<{ ok: boolean; message: string }> {
  try {
    const { outcome, message } = await check(ports, target, handler, unbounded);
    return { ok: outcome === 'success', message };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Twelve days: adapters add a little of their own, and Node's timers count to twice as much. */
const unbounded = 2 ** 30;

async function check(
  ports: CheckPorts,
  target: Target,
  handler: Handler,
  timeoutMs: number,
): Promise<CheckResult> {
  switch (handler.type) {
    case 'exec':
      return checkExec(ports, target, { command: handler.command }, timeoutMs);
    case 'execs':
      return checkExecs(ports, target, handler.steps, timeoutMs);
    case 'sleep':
      return sleep(ports, handler.seconds);
    case 'httpGet': {
      const port = resolvePort(target.container, handler.port);
      if (port === undefined) return unknownPort(handler.port);
      return checkHttp(ports, { ...handler, host: handler.host ?? target.ip, port }, timeoutMs);
    }
    case 'tcpSocket': {
      const port = resolvePort(target.container, handler.port);
      if (port === undefined) return unknownPort(handler.port);
      return checkTcp(ports, handler.host ?? target.ip, port, timeoutMs);
    }
    case 'grpc':
      return checkGrpc(ports, target.ip, handler.port, handler.service, timeoutMs);
  }
}

/** As in the kubelet: the probe stays in its initial state for ever. */
function unknownPort(port: number | string): CheckResult {
  return { outcome: 'error', message: `the container has no port named ${port}` };
}

/** Each after the one before it; the first that fails is the answer. */
async function checkExecs(
  ports: CheckPorts,
  target: Target,
  steps: readonly ExecStep[],
  timeoutMs: number,
): Promise<CheckResult> {
  let last: CheckResult = { outcome: 'success', message: '' };
  for (const step of steps) {
    last = await checkExec(ports, target, step, timeoutMs);
    if (last.outcome !== 'success') return last;
  }
  return last;
}

async function checkExec(
  { engine, signal }: CheckPorts,
  { id }: Target,
  { command, ...as }: ExecStep,
  timeoutMs: number,
): Promise<CheckResult> {
  const result = await engine.exec(id, command, timeoutMs, signal, as);
  if (result.timedOut) return { outcome: 'failure', message: `command timed out after ${timeoutMs} ms` };
  const output = firstLine(Buffer.concat([result.stdout, result.stderr]).toString('utf8'));
  if (result.exitCode === 0) return { outcome: 'success', message: output };
  const code = result.exitCode === undefined ? 'could not be run' : `exited ${result.exitCode}`;
  return { outcome: 'failure', message: output ? `command ${code}: ${output}` : `command ${code}` };
}

async function sleep({ clock, settings, signal }: CheckPorts, seconds: number): Promise<CheckResult> {
  await rest(clock, seconds * settings.secondMs, signal);
  return { outcome: 'success', message: `slept ${seconds} s` };
}
