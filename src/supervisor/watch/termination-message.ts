import type { Container } from '../../pod/model.ts';
import type { Engine } from '../ports.ts';

/** Of the log (kubelet, `MaxContainerTerminationMessageLogLines` and `MaxContainerTerminationMessageLogLength`, in bytes). */
const mostOfLog = { lines: 80, bytes: 2048 };

/** An instance that has ended. */
interface Ended {
  readonly container: Pick<Container, 'name' | 'terminationMessagePolicy'>;
  /** The engine's id of it. */
  readonly id: string;
  readonly exitCode: number;
}

/**
 * Why an instance has ended, in its own words: its file, or the end of its log where the policy says so, it has failed and the file is
 * empty (kubelet, `getTerminationMessage`). Empty where there are none; undefined where they cannot be read.
 */
export async function terminationMessage(
  engine: Pick<Engine, 'terminationLog' | 'logs'>,
  { container, id, exitCode }: Ended,
  signal: AbortSignal,
): Promise<string | undefined> {
  const written = await engine.terminationLog?.(container.name, signal);
  const asksLog = container.terminationMessagePolicy === 'FallbackToLogsOnError' && exitCode !== 0;
  if (written || !asksLog) return written;
  const lines: string[] = [];
  try {
    for await (const { line, partial } of engine.logs(id, { follow: false, tail: mostOfLog.lines }, signal))
      lines.push(partial ? line : `${line}\n`);
  } catch {
    return written;
  }
  return endOf(lines.join(''), mostOfLog.bytes);
}

function endOf(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  return encoded.subarray(Math.max(0, encoded.length - bytes)).toString('utf8');
}
