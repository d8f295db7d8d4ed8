import { useEffect, useRef } from 'react';

const keys = [
  ['← →', 'a step in time; with shift ten steps'],
  ['Home, End', 'the beginning, the end'],
  ['+ − 0', 'zoom in, zoom out, all of the time'],
  ['[ ]', 'the event before, the event after'],
  ['/', 'filter the log'],
  ['f', 'find in the log; n and N: the next and the one before'],
  ['j k', 'the next line of the log, the line before'],
  ['?', 'this list'],
] as const;

export function Help({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl>
        {keys.map(([key, effect]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{effect}</dd>
          </div>
        ))}
      </dl>
      <p>
        Filters and searches are regular expressions; ! before a filter shows the lines that do not match.
      </p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
