import { useMemo, useState } from 'react';
import { pictureOf } from '../model/picture.ts';
import { type Talk, talksOf } from '../model/talk.ts';
import { boxInWords, talkInWords } from '../model/words.ts';
import { PictureArrow } from './PictureArrow.tsx';
import { PictureBox } from './PictureBox.tsx';
import type { Shown } from './shown.ts';

/** The pods at the moment: their containers, and who talks to whom. */
export function PicturePane({ session, version, page, view, at }: Shown) {
  const [hovered, setHovered] = useState<readonly Talk[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version means more samples
  const picture = useMemo(() => {
    const talks = talksOf(view, (pod) => session.samples.trafficAt(pod, at));
    return pictureOf(view, talks, (pod) => session.samples.usageAt(pod, at), at);
  }, [session, version, view, at]);
  const talks = picture.arrows.flatMap((arrow) => arrow.talks);
  return (
    <section className="picture" aria-labelledby="picture-title">
      <div className="bar">
        <h2 id="picture-title">Pods</h2>
        <span className="grow" />
        <span className="note">
          {hovered.length > 0
            ? talkInWords(hovered[0]!)
            : session.samples.hasTraffic()
              ? 'Arrows are connections; the labels are their original destinations.'
              : ''}
        </span>
      </div>
      {picture.boxes.length === 0 ? (
        <p className="empty">There is no pod at this moment.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className="canvas" tabIndex={0} aria-label="Picture of the pods">
          <svg
            viewBox={`0 0 ${picture.width} ${picture.height}`}
            style={{ maxWidth: picture.width, minWidth: picture.width * 0.7 }}
            aria-hidden="true"
          >
            <defs>
              <marker
                id="head"
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto"
              >
                <path d="M0,0 L8,4 L0,8 z" className="arrow-head" />
              </marker>
            </defs>
            {picture.arrows.map((arrow) => (
              <PictureArrow
                key={`${arrow.from.id} ${arrow.to.id}`}
                arrow={arrow}
                isBothWays={picture.arrows.some(({ from, to }) => from === arrow.to && to === arrow.from)}
                onHover={setHovered}
              />
            ))}
            {picture.boxes.map((box) => (
              <PictureBox key={box.id} box={box} hidden={page.hidden} onToggle={page.toggle} />
            ))}
          </svg>
        </section>
      )}
      <ul className="unseen">
        {picture.boxes.map((box) => (
          <li key={box.id}>{boxInWords(box)}</li>
        ))}
        {talks.map((talk) => (
          <li key={`${talk.from} ${talk.to} ${talk.destination}`}>{talkInWords(talk)}</li>
        ))}
      </ul>
    </section>
  );
}
