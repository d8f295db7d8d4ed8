import { load } from './lib/dist.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';

/** Lists on stdout what the engine still has of Outrider's pods; exit code 1 if there is anything. */
await main(async () => {
  const { connect } = await load('connect');
  const { docker, close } = await connect({ env: process.env, signal: interruption });
  const filters = { label: ['dev.outrider.project'] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  close();
  const left = [
    ...containers.map(({ Names }) => `container ${Names[0]}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ];
  for (const line of left) process.stdout.write(`${line}\n`);
  return left.length === 0 ? 0 : 1;
});
