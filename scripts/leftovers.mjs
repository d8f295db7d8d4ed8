import { load } from './lib/dist.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';

/**
 * `leftovers.mjs [--since TIME]`: lists on stdout what the engine still has of Outrider's pods; exit code 1 if there is
 * anything. With a time (RFC 3339) what was made before it only gets a note: a run answers for what it made itself, and an
 * earlier run that was killed leaves its containers on the engine.
 */
await main(async () => {
  const since = sinceOf(process.argv.slice(2));
  const { connect } = await load('connect');
  const { docker, close } = await connect({ env: process.env, signal: interruption });
  const filters = { label: ['dev.outrider.project'] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  close();
  const objects = [
    ...containers.map(({ Names, Created }) => ({ name: `container ${Names[0]}`, made: Created * 1000 })),
    ...networks.map(({ Name, Created }) => ({ name: `network ${Name}`, made: Date.parse(Created) })),
    ...(volumes ?? []).map(({ Name, CreatedAt }) => ({
      name: `volume ${Name}`,
      made: Date.parse(CreatedAt),
    })),
  ];
  const left = objects.filter(({ made }) => made >= since);
  for (const { name, made } of objects) {
    process.stdout.write(made >= since ? `${name}\n` : `${name} was there before this run\n`);
  }
  return left.length === 0 ? 0 : 1;
});

/** In ms since 1970. A container's age is known in whole seconds. */
function sinceOf([option, time, ...more]) {
  if (option === undefined) return 0;
  const since = Date.parse(time);
  if (option !== '--since' || more.length > 0 || Number.isNaN(since)) {
    throw new Error('usage: leftovers.mjs [--since TIME], TIME as 2026-01-31T12:00:00Z');
  }
  return Math.floor(since / 1000) * 1000;
}
