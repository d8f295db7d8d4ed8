import { testForwarder } from './support/forwarder.ts';
import { unlessThere } from './support/programs.ts';

unlessThere('fluent-bit')('the recipe fluent-bit', () => testForwarder('fluent-bit'));
