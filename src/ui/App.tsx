import { useApp, useInput, usePaste } from 'ink';
import { useEffect } from 'react';
import { isPaste, type KeyName, keyNames } from './input/keys.ts';

export interface AppProps {
  readonly onKey: (key: KeyName) => void;
  readonly onPaste: (text: string) => void;
  readonly onSuspend: (suspend: (callback: () => Promise<void>) => Promise<void>) => void;
  /** The screen is taken; the answer is called when it is given back, however the process ends. */
  readonly onTaken: () => () => void;
}

/** Keys, and the terminal taken and given back. The rows are not Ink's: see `createPainter`. */
export function App({ onKey, onPaste, onSuspend, onTaken }: AppProps) {
  const { suspendTerminal } = useApp();
  useEffect(() => onSuspend((callback) => suspendTerminal(callback)), [onSuspend, suspendTerminal]);
  useEffect(onTaken, [onTaken]);
  useInput((input, key) => {
    if (key.eventType === 'release') return;
    if (isPaste(input)) onPaste(input);
    else for (const name of keyNames(input, key)) onKey(name);
  });
  // Bracketed paste is on from here until the screen is given back.
  usePaste(onPaste);
  return null;
}
