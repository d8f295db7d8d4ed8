import type { ExecStep } from '../pod/exec-options.ts';
import { placeIn, type Rule, type Subject } from './rule.ts';

/** What changed files mean for one container. */
export interface Work {
  readonly subject: Subject;
  /** By the place in the container, the path of this machine. */
  readonly copies: ReadonlyMap<string, string>;
  readonly restarts: boolean;
  /** Commands to run once the files are there. */
  readonly execs: readonly ExecStep[];
}

export interface Plan {
  /** The images to build anew; their containers get nothing copied, as they are made anew. */
  readonly images: readonly string[];
  readonly works: readonly Work[];
}

/** A batch of changes as what is to be done. Each thing is done once a batch, whatever the number of files. */
export function planOf(paths: Iterable<string>, rules: readonly Rule[]): Plan {
  const images = new Set<string>();
  const works = new Map<string, { -readonly [K in keyof Work]: Work[K] } & { copies: Map<string, string> }>();
  const ran = new Set<Rule>();
  for (const path of paths)
    for (const rule of rules) {
      const inside = rule.match(path);
      if (inside === undefined) continue;
      const { subject, watch, root } = rule;
      if (watch.action === 'rebuild') {
        images.add(subject.image);
        continue;
      }
      const key = `${subject.pod}/${subject.container}`;
      const work = works.get(key) ?? { subject, copies: new Map(), restarts: false, execs: [] };
      works.set(key, work);
      if (watch.action !== 'restart') work.copies.set(placeIn(watch.target ?? '/', inside, root), path);
      if (watch.action === 'restart' || watch.action === 'sync+restart') work.restarts = true;
      if (watch.action === 'sync+exec' && watch.exec && !ran.has(rule))
        work.execs = [...work.execs, watch.exec];
      ran.add(rule);
    }
  return {
    images: [...images],
    works: [...works.values()].filter(({ subject }) => !images.has(subject.image)),
  };
}
