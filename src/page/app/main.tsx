import { createRoot } from 'react-dom/client';
import { createSession } from '../model/session.ts';
import { App } from './App.tsx';
import type { PageAbout } from './about.ts';
import { readEmbedded } from './read-embedded.ts';
import { readLive } from './read-live.ts';

const about = JSON.parse(document.querySelector('#outrider-about')!.textContent) as PageAbout;
const session = createSession();
createRoot(document.querySelector('#outrider')!).render(<App about={about} session={session} />);

if (about.mode === 'live') readLive(session);
// The chunks stand behind this script.
else document.addEventListener('DOMContentLoaded', () => void readEmbedded(session));
