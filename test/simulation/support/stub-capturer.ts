import type { Capturer } from '../../../src/supervisor/capture/capturer.ts';

const kind = { backend: 'stub', mode: 'REDIRECT' };

/** Capture that always works, and at once: the lifecycle only cares when it is on. */
export const stubCapturer: Capturer = {
  apply: () => Promise.resolve({ ok: true, applied: { ...kind, rules: 1 } }),
  remove: () => Promise.resolve(kind),
  check: () => Promise.resolve({ alarms: [] }),
};
