/** Replaced by the build with the version of package.json. */
declare const OUTRIDER_VERSION: string | undefined;

export const version = typeof OUTRIDER_VERSION === 'string' ? OUTRIDER_VERSION : '0.0.0-source';
