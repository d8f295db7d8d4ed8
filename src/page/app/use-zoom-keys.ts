import { useEffect } from 'react';

/** `+` and `-` zoom, `0` shows everything, where nobody types. */
export function useZoomKeys(zoom: (factor: number) => void, all: () => void): void {
  useEffect(() => {
    const onKey = ({ key, target, ctrlKey, metaKey }: KeyboardEvent): void => {
      if (ctrlKey || metaKey) return;
      if (target instanceof HTMLElement && target.closest('input, select, dialog')) return;
      if (key === '+') zoom(0.5);
      if (key === '-') zoom(2);
      if (key === '0') all();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
