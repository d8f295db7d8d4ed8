/** One project a kind of test, so that each can be run, and reported, alone. */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': '<rootDir>/scripts/jest-esbuild.cjs' },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json'],
};

const project = (displayName, folders) => ({
  ...common,
  displayName,
  rootDir: import.meta.dirname,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts?(x)`),
});

export default {
  // A real engine on a busy machine takes its time; what waits for ever is noticed all the same.
  testTimeout: 60_000,
  coverageProvider: 'v8',
  projects: [
    project('unit', ['unit', 'simulation']),
    project('docker', ['docker']),
    project('terminal', ['terminal']),
    project('compose', ['compose']),
    project('recipes', ['recipes']),
    project('lessons', ['lessons']),
    project('kubelet', ['kubelet']),
    project('page', ['page']),
    project('clients', ['clients']),
    project('istio', ['istio']),
  ],
};
