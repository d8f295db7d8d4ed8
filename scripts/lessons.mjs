import { programSuite } from './lib/program-suite.mjs';

/** Other people's programs that the lessons run. */
const programs = ['haproxy', 'nginx', 'nginx-exporter', 'openbao'];

/** `npm run test:lessons`: every lesson from its start to its solution. Most of one is waiting, so two go side by side. */
await programSuite('lessons', programs, '--maxWorkers=2');
