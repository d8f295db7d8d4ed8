import type { ExportSecrets } from './build.ts';
import type { ExportConfigs } from './configs.ts';
import type { ExportNames } from './names.ts';

export interface ExportSettings {
  /** The project's name, which Compose puts before the names of what it makes. */
  readonly project: string;
  /** The image of what Outrider's holder does: it has sh, sleep, curl, netcat, iptables and ip. */
  readonly image: string;
  /** Whether the file builds that image, from Debian's packages. */
  readonly builds: boolean;
}

/** What every part of an export needs. */
export interface ExportContext {
  readonly settings: ExportSettings;
  readonly names: ExportNames;
  readonly configs: ExportConfigs;
  readonly secrets: ExportSecrets;
}
