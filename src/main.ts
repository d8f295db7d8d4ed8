/** The bin. Nothing is imported before Node is known to be new enough for it. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `outrider needs Node.js 20.19 or newer; this is ${process.versions.node}. 24 is recommended.\n`,
  );
  process.exit(1);
}
const { main } = await import('./cli/program.ts');
await main(process.argv.slice(2));

export {};
