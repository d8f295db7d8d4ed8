import { Box, useApp, useInput, usePaste } from 'ink';
import { useEffect } from 'react';
import { isPaste, type KeyName, keyNames } from './input/keys.ts';
import { Rows } from './Rows.tsx';
import type { Frame } from './view/select.ts';

export interface AppProps {
  readonly frame: Frame;
  readonly width: number;
  readonly height: number;
  readonly onKey: (key: KeyName) => void;
  readonly onPaste: (text: string) => void;
  readonly onSuspend: (suspend: (callback: () => Promise<void>) => Promise<void>) => void;
  /** The screen is taken; the answer is called when it is given back, however the process ends. */
  readonly onTaken: () => () => void;
}

/** The screen: everything that can be decided was decided before. */
export function App({ frame, width, height, onKey, onPaste, onSuspend, onTaken }: AppProps) {
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
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Rows rows={frame.title} />
      <Rows rows={frame.pods} />
      <Rows rows={frame.tabs} />
      <Rows rows={frame.body} />
      <Rows rows={frame.footer} />
    </Box>
  );
}
