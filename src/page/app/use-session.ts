import { useSyncExternalStore } from 'react';
import type { Session } from '../model/session.ts';

/** Draws again when more is known, at most once a frame. Answers a number that is another one each time. */
export function useSession(session: Session): number {
  return useSyncExternalStore((listener) => {
    let frame: number | undefined;
    const stop = session.subscribe(() => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        listener();
      });
    });
    return () => {
      stop();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, session.version);
}
