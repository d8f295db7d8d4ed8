export { catalogueImage, loadCatalogue, localMirror } from './catalogue.ts';
export { type EnsuredImage, type EnsureOptions, ensureImages } from './ensure.ts';
export { ImageError } from './image-error.ts';
export { type ImageProgress, progressLine } from './progress.ts';
export { ensureStandIns } from './stand-ins.ts';
