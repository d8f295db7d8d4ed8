import { load } from './dist.mjs';
import { interruption } from './interruption.mjs';
import { locks } from './locks.mjs';
import { installMissing, mayInstall } from './packages.mjs';
import { say } from './say.mjs';

/** Images of the project by name, or `all`: found on the engine, or made. Says how it goes. */
export async function needImages(connection, names, way = 'auto') {
  const { ensureImages, store, options } = await tools(connection);
  await ensureImages(store, names, { ...options, way });
}

/**
 * Other people's programs that the demo and the tests run: their official images, or stand-ins of ours. For those it
 * sets OUTRIDER_IMAGE_MIRROR for everything that is run afterwards; a mirror that the user has set is left as it is.
 */
export async function needPrograms(connection, names) {
  const { OUTRIDER_IMAGE_MIRROR: chosen } = process.env;
  const { ensureStandIns, store, options } = await tools(connection);
  const mirror = chosen || (await ensureStandIns(store, names, options));
  if (mirror === undefined) return;
  say(`images: other people's come from OUTRIDER_IMAGE_MIRROR=${mirror}`);
  process.env.OUTRIDER_IMAGE_MIRROR = mirror;
}

async function tools({ docker }) {
  const { ensureImages, ensureStandIns, progressLine } = await load('images');
  const { dockerImageStore } = await load('image-store');
  const onProgress = (progress) => say(progressLine(progress));
  const mirror = process.env.OUTRIDER_IMAGE_MIRROR || undefined;
  const options = { way: 'auto', mirror, installTools, locks, signal: interruption, onProgress };
  return { ensureImages, ensureStandIns, store: dockerImageStore(docker), options };
}

/** Images are made side by side, but apt works for one at a time. */
let installing = Promise.resolve();
function installTools(tools) {
  const turn = installing.then(() => (mayInstall() ? installMissing(tools) : undefined));
  installing = turn.catch(() => {});
  return turn;
}
