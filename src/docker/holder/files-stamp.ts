/** The name that the kubelet would give now to a folder with the files of a volume: `..2026_11_28_03_20_11.123000000`. */
export function stampNow(): string {
  const [day = '', time = ''] = new Date(Date.now()).toISOString().slice(0, -1).split('T');
  const moment = `${day}_${time}`.replaceAll(/[-:]/g, '_');
  return `..${moment}000000`;
}
