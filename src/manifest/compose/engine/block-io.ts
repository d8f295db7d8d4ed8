import type { EngineBlockIo } from '../../../pod/engine-options.ts';
import type { Path, Problem } from '../../problem.ts';
import type { ComposeBlkio } from '../engine-schema.ts';
import { said } from './said.ts';
import { sizeOf } from './size.ts';

/** `blkio_config` in the engine's words; bytes may have a unit. */
export function blockIo(
  given: ComposeBlkio | undefined,
  at: Path,
  problems: Problem[],
): EngineBlockIo | undefined {
  if (given === undefined) return undefined;
  const rates = (key: 'device_read_bps' | 'device_read_iops' | 'device_write_bps' | 'device_write_iops') =>
    given[key]?.map(({ path = '', rate = 0 }, index) => ({
      path,
      rate: sizeOf(rate, [...at, key, index, 'rate'], problems) ?? 0,
    }));
  return said({
    weight: given.weight,
    weightDevice: given.weight_device?.map(({ path = '', weight = 0 }) => ({ path, weight })),
    readBytes: rates('device_read_bps'),
    readOperations: rates('device_read_iops'),
    writeBytes: rates('device_write_bps'),
    writeOperations: rates('device_write_iops'),
  });
}
