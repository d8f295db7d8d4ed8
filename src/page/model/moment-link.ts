import { type Level, levels } from '../../logs/line/level.ts';

/** What a link to a moment says, behind `#`. */
export interface MomentLink {
  /** Milliseconds since the beginning; absent for the end, or what goes on. */
  readonly offsetMs?: number;
  readonly filter?: string;
  readonly level?: Level;
}

/** `#t=12.345&filter=timeout&level=warn`: seconds since the beginning, and what is shown of the log. */
export function formatLink({ offsetMs, filter, level }: MomentLink): string {
  const parts = [
    ...(offsetMs === undefined ? [] : [`t=${Math.round(offsetMs) / 1000}`]),
    ...(filter ? [`filter=${encodeURIComponent(filter)}`] : []),
    ...(level === undefined ? [] : [`level=${level}`]),
  ];
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/** Parts that cannot be read are left out: a link may come from a newer page, or from a hand. */
export function parseLink(hash: string): MomentLink {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const seconds = Number.parseFloat(parts.get('t') ?? '');
  const [filter, level] = [parts.get('filter'), levels.find((one) => one === parts.get('level'))];
  return {
    ...(Number.isFinite(seconds) && seconds >= 0 && { offsetMs: seconds * 1000 }),
    ...(filter && { filter }),
    ...(level && { level }),
  };
}
