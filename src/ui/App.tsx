import { Box, useApp, useInput, usePaste } from 'ink';
import { useEffect } from 'react';
import { type KeyName, keyNames } from './input/keys.ts';
import { Rows } from './Rows.tsx';
import type { Frame } from './view/select.ts';

export interface AppProps {
  readonly frame: Frame;
  readonly width: number;
  readonly height: number;
  readonly onKey: (key: KeyName) => void;
  readonly onSuspend: (suspend: (callback: () => Promise<void>) => Promise<void>) => void;
  /** The screen is taken; the answer is called when it is given back, however the process ends. */
  readonly onTaken: () => () => void;
}

/** The screen: everything that can be decided was decided before. */
export function App({ frame, width, height, onKey, onSuspend, onTaken }: AppProps) {
  const { suspendTerminal } = useApp();
  useEffect(() => onSuspend((callback) => suspendTerminal(callback)), [onSuspend, suspendTerminal]);
  useEffect(onTaken, [onTaken]);
  useInput((input, key) => {
    if (key.eventType !== 'release') for (const name of keyNames(input, key)) onKey(name);
  });
  usePaste((text) => {
    for (const character of text.split('\n')[0] ?? '') onKey(character === ' ' ? 'space' : character);
  });
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
