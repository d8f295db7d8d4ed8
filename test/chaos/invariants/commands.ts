import type { CommandRecord, Told } from '../told/told.ts';

/** Every command ends in its time, and says what it has to say in sentences. */
export function commandsEnd({ commands }: Told): readonly string[] {
  return commands.filter(({ killed }) => !killed).flatMap(wrongWith);
}

function wrongWith({ words, boundMs, tookMs, said }: CommandRecord): readonly string[] {
  const late =
    tookMs === undefined
      ? [`\`${words}\` did not end within ${boundMs / 1000} s`]
      : tookMs > boundMs
        ? [`\`${words}\` took ${(tookMs / 1000).toFixed(1)} s, more than ${boundMs / 1000} s`]
        : [];
  const trace = /^\s+at .+:\d+:\d+\)?$|unhandled|defect of Outrider/im.exec(said);
  return trace ? [...late, `\`${words}\` said: ${said.trim().split('\n').slice(0, 4).join(' | ')}`] : late;
}
