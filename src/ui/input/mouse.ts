/** A notch of the wheel, or the left button going down, at a place on the screen counted from 0. */
export interface MouseEvent {
  readonly type: 'wheelUp' | 'wheelDown' | 'press';
  readonly row: number;
  readonly column: number;
}

const esc = '\u001b';
const report = new RegExp(`${esc}\\[<(\\d+);(\\d+);(\\d+)([Mm])`, 'g');
const unfinished = new RegExp(`${esc}\\[<[\\d;]*$`);
const bits = { button: 3, motion: 32, wheel: 64 } as const;

/** What a terminal sent, its mouse and its keys apart. */
interface Input {
  readonly events: readonly MouseEvent[];
  readonly keys: string;
  /** The beginning of a report whose end has not come yet. */
  readonly pending: string;
}

/** Takes the reports of the mouse out of what a terminal sent (xterm's control sequences, "SGR coordinates"). */
export function splitInput(text: string): Input {
  const [pending = ''] = unfinished.exec(text) ?? [];
  const whole = text.slice(0, text.length - pending.length);
  const events = [...whole.matchAll(report)].map(toEvent).filter((event) => event !== undefined);
  return { events, keys: whole.replace(report, ''), pending };
}

/** Undefined for what means nothing here: other buttons, a button that is let go, a pointer that moves. */
function toEvent(match: RegExpExecArray): MouseEvent | undefined {
  const [code, column, row] = match.slice(1, 4).map(Number) as [number, number, number];
  const place = { row: row - 1, column: column - 1 };
  const button = code & bits.button;
  if ((code & bits.wheel) !== 0)
    return button > 1 ? undefined : { type: button === 0 ? 'wheelUp' : 'wheelDown', ...place };
  const isPress = match[4] === 'M' && button === 0 && (code & bits.motion) === 0;
  return isPress ? { type: 'press', ...place } : undefined;
}
