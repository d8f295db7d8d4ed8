/** One project a kind of test, so that each can be run, and reported, alone. */
const common = {
  testTimeout: 60_000,
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
  coverageProvider: 'v8',
  projects: [
    project('unit', ['unit', 'simulation']),
    project('docker', ['docker']),
    project('terminal', ['terminal']),
    project('recipes', ['recipes']),
  ],
};
