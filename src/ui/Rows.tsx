import { Box, Text } from 'ink';
import { memo } from 'react';
import type { Row } from './view/row.ts';

/** Rows that are ready for the terminal, one below the other. */
export function Rows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map((row, at) => (
        <Line key={at} row={row} />
      ))}
    </Box>
  );
}

/** Blanks at the end of a row cost Ink as much as letters; what it does not draw is empty anyway. */
const Line = memo(function Line({ row }: { readonly row: Row }) {
  return <Text wrap="truncate">{row.trimEnd() || ' '}</Text>;
});
