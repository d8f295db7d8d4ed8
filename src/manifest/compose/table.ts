import { fieldTables } from '../fidelity-table.ts';
import { probe } from '../schema/handler.ts';
import {
  composeFile,
  dataSource,
  dependency,
  network,
  refused,
  service,
  serviceNetwork,
  volume,
} from './schema.ts';

/** What is made of every field of a Compose file, as Markdown. */
export function composeTable(): string {
  const tables = fieldTables([
    { title: 'The file', schema: composeFile.omit({ services: true }) },
    { title: 'A network', schema: network },
    { title: 'A volume', schema: volume },
    { title: 'A config or a secret', schema: dataSource },
    { title: 'A service', schema: service },
    { title: 'What a service depends on', schema: dependency },
    { title: 'A network of a service', schema: serviceNetwork },
    { title: 'A probe of `x-outrider`', schema: probe },
  ]);
  const rows = Object.entries(refused).map(([field, why]) => `| \`${field}\` | ${why} |`);
  return [tables, '', '### Refused', '', '| field | why |', '| --- | --- |', ...rows].join('\n');
}
