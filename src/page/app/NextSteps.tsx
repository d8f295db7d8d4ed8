import type { Shown } from './shown.ts';

/** What comes next in a run that goes step by step, and waits for a person at the terminal. */
export function NextSteps({ view }: Pick<Shown, 'view'>) {
  const waiting = Object.values(view.pods).filter(({ step, removed }) => step && !removed);
  return (
    <div role="status">
      {waiting.map(({ name, step }) => (
        <p className="next-step" key={name}>
          <b>Next in {name}:</b> {step!.message}
        </p>
      ))}
    </div>
  );
}
