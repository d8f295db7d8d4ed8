import type { Engine } from '../ports.ts';

interface LeadPorts {
  readonly engine: Pick<Engine, 'leadToApi'>;
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Leads the pod to the Kubernetes API, where it asks for it. What keeps it from that is told, and the pod goes on. */
export async function leadToApi({ engine, warn, signal }: LeadPorts, holder: string): Promise<void> {
  try {
    await engine.leadToApi?.(holder, signal);
  } catch (error) {
    if (signal.aborted) return;
    warn(
      `the Kubernetes API cannot be reached from the pod: ${error instanceof Error ? error.message : error}`,
    );
  }
}
