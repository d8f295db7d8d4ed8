import type { Capturer } from '../../../src/supervisor/capturer.ts';

/** Capture that always works, and at once: the lifecycle only cares when it is on. */
export const stubCapturer: Capturer = {
  apply: () => Promise.resolve({ ok: true, applied: { backend: 'stub', mode: 'REDIRECT', rules: 1 } }),
  remove: () => Promise.resolve({ backend: 'stub', mode: 'REDIRECT' }),
  check: () => Promise.resolve({ alarms: [] }),
};
