import { connectControl } from '../control/client.ts';
import { controlPath } from '../control/path.ts';
import type { PodState } from '../lifecycle/state.ts';

/** What the supervisor of a pod knows of it; undefined when nobody on this machine supervises it. */
export async function supervisedState(project: string, pod: string): Promise<PodState | undefined> {
  const control = await connectControl(controlPath(project, pod, process.env));
  if (!control) return undefined;
  try {
    const reply = await control.ask({ type: 'state' });
    return reply.type === 'state' ? reply.state : undefined;
  } catch {
    return undefined;
  } finally {
    control.close();
  }
}
