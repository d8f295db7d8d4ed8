import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

/** Loaded into a program with `--import`, this makes its user one without an entry in the passwd file. */
const unknown = () => {
  throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
};
os.homedir = unknown;
os.userInfo = unknown;
syncBuiltinESMExports();
