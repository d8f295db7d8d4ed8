import { programSuite } from './lib/program-suite.mjs';

/** Other people's programs that recipes are tried with. */
const programs = [
  // One a line, for they are many.
  'haproxy',
  'envoy',
  'openbao',
  'otel-collector',
  'fluent-bit',
  'postgres',
  'pgbouncer',
  'nginx',
  'nginx-exporter',
  'mitmproxy',
];

/** `npm run test:recipes`: every recipe with its real program. */
await programSuite('recipes', programs, '--runInBand');
