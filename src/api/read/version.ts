/** What `/version` says: the Kubernetes whose rules are kept. It is no build of Kubernetes, and says so. */
export const serverVersion = {
  major: '1',
  minor: '35',
  gitVersion: 'v1.35.4+outrider',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'linux/amd64',
};
