import { needImages } from './images.mjs';
import { interruption } from './interruption.mjs';

/**
 * Makes the images of programs, one after another, as far as they can be had.
 * @returns why each of the others cannot
 */
export async function tryImages(engine, programs) {
  const missing = [];
  for (const program of programs) missing.push(...(await tryImage(engine, program)));
  if (missing.length > 0) process.env.OUTRIDER_MISSING_PROGRAMS = missing.join('; ');
  return missing;
}

async function tryImage(engine, name) {
  try {
    await needImages(engine, [name]);
    return [];
  } catch (error) {
    interruption.throwIfAborted();
    return [error.message];
  }
}
