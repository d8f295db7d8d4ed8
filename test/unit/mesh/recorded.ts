import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Envoy 1.40 and istiod 1.31.0 answered, without what no reader looks at. */
export const recorded = (name: string): string =>
  readFileSync(join(process.cwd(), 'test/unit/mesh/recorded', name), 'utf8');
