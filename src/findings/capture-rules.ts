import { duration, nextTry } from '../events/explain/phrases.ts';
import type { Rule } from './finding.ts';

/** For so long a change that was mended is worth a word. */
const recentMs = 60_000;

export const captureFailed: Rule = {
  name: 'capture-failed',
  title: 'The capture rules could not be put on',
  check: ({ capture, outcome, terminating }, now) => {
    if (capture.state !== 'failed' || outcome || terminating) return [];
    const { message, retryAt, since } = capture;
    return [
      {
        message: `traffic capture has failed, so that connections may pass the proxy by${message === undefined ? '' : `: ${message}`}${nextTry('try', retryAt, now)}`,
        cure: '`outrider doctor` says what the engine can do; another capture backend may work',
        evidence: [],
        ...(since !== undefined && { since }),
        ...(retryAt !== undefined && { until: retryAt }),
      },
    ];
  },
};

export const captureOff: Rule = {
  name: 'capture-off',
  title: 'The pod asks for capture, and somebody has switched it off',
  check: ({ name, capture, asks, outcome, terminating }) => {
    if (capture.state !== 'off' || capture.since === undefined || !asks?.capture || outcome || terminating)
      return [];
    return [
      {
        since: capture.since,
        message: `traffic capture was switched off: connections pass ${asks.capture.proxy} by`,
        cure: `\`outrider capture on ${name}\` switches it on`,
        evidence: [],
      },
    ];
  },
};

export const captureChanged: Rule = {
  name: 'capture-changed',
  title: 'Something else has changed the capture rules within the last minute',
  check: ({ captureChanged: changed, outcome, terminating }, now) => {
    if (!changed || outcome || terminating || now - Date.parse(changed.at) >= recentMs) return [];
    return [
      {
        since: changed.at,
        message: `something else changed the capture rules ${duration(now - Date.parse(changed.at))} ago: ${changed.message}`,
        cure: 'find the program that changes the firewall of the pod; `outrider capture status` shows the rules',
        evidence: [],
      },
    ];
  },
};
