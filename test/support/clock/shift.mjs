/**
 * Loaded into a program with `--import`, this sets its clock of the day as `date -s` would: by SHIFT_MS from the beginning,
 * and by THEN_MS more after AFTER_MS. The monotonic clock stays as it is.
 */
const shift = Number(process.env.SHIFT_MS ?? 0);
const then = Number(process.env.THEN_MS ?? 0);
const after = Number(process.env.AFTER_MS ?? 0);

const RealDate = Date;
const begin = process.hrtime.bigint();
const offset = () => shift + (Number(process.hrtime.bigint() - begin) / 1e6 >= after ? then : 0);
const now = () => RealDate.now() + offset();

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }
  static now() {
    return now();
  }
};

Object.defineProperty(performance, 'timeOrigin', { get: () => now() - performance.now() });
