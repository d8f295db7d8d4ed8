import { foldOutJson } from '../../logs/line/layout.ts';
import type { Session } from '../model/session.ts';
import { clockWords, offsetWords } from '../model/words.ts';

interface DetailProps {
  readonly session: Session;
  readonly line: number | undefined;
  readonly onClose: () => void;
}

/** The whole of one line; JSON is folded out. */
export function LogDetail({ session: { lines, span }, line, onClose }: DetailProps) {
  if (line === undefined) return null;
  const { pod, container, attempt, stream } = lines.source(line);
  const text = lines.text(line);
  return (
    <section className="detail" aria-label="Selected line">
      <div className="bar">
        <span className="note">
          {offsetWords(lines.time(line) - span().from)} · {clockWords(lines.time(line))} · {pod}/{container}
          {attempt > 0 && `, restart ${attempt}`}, {stream}
        </span>
        <span className="grow" />
        <button type="button" className="quiet" onClick={onClose}>
          Close
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0}>{foldOutJson(text)?.join('\n') ?? text}</pre>
    </section>
  );
}
