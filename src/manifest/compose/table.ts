import { fieldTables } from '../fidelity-table.ts';
import { probe } from '../schema/handler.ts';
import { composeFile, refused, refusedInFile, service } from './schema.ts';

/** What is made of every field of a Compose file, as Markdown. */
export function composeTable(): string {
  const tables = fieldTables([
    { title: 'The file', schema: composeFile.omit({ services: true }) },
    { title: 'A service', schema: service },
    { title: 'A probe of `x-outrider`', schema: probe },
  ]);
  const rows = Object.entries({ ...refusedInFile, ...refused }).map(
    ([field, why]) => `| \`${field}\` | ${why} |`,
  );
  return [tables, '', '### Refused', '', '| field | why |', '| --- | --- |', ...rows].join('\n');
}
