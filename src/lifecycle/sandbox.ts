import type { Turn } from './turn.ts';
import { patchPod } from './turn.ts';

export function sandboxPass(turn: Turn): void {
  const { sandbox, termination } = turn.state;
  if (sandbox.status !== 'absent' || termination) return;
  patchPod(turn, { sandbox: { ...sandbox, status: 'creating' } });
  turn.commands.push({ type: 'createSandbox', attempt: sandbox.attempt });
}
