import type { PageBatch } from '../model/batch.ts';
import type { Session } from '../model/session.ts';

/** Follows the server that this document is from; the browser connects again by itself and goes on where it was. */
export function readLive(session: Session): void {
  const source = new EventSource(`events${location.search}`);
  let server: string | undefined;
  source.addEventListener('hello', ({ data }) => {
    // Another run of the server counts its lines anew.
    if (server !== undefined && server !== data) location.reload();
    server = data;
    session.setState('live');
  });
  source.addEventListener('batch', ({ data }) => session.add(JSON.parse(data) as PageBatch));
  source.addEventListener('now', ({ data }) => session.setNow(Number(data)));
  source.addEventListener('over', () => {
    source.close();
    session.setState('ended');
  });
  source.addEventListener('error', () => session.setState('cut'));
}
