import type { PageBatch } from '../model/batch.ts';
import type { Session } from '../model/session.ts';

/** Reads the chunks of the document one after another; between two of them the page answers. */
export async function readEmbedded(session: Session): Promise<void> {
  for (const element of document.querySelectorAll('script[type="application/x-outrider"]')) {
    session.add(await decode(element.textContent));
    // The text is not needed twice.
    element.remove();
    await nextTurn();
  }
  session.setState('ended');
}

async function decode(base64: string): Promise<PageBatch> {
  const bytes = Uint8Array.from(atob(base64.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as PageBatch;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
