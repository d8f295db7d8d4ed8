/**
 * How long it takes to make an image from Debian packages, in seconds: measured on two processors with a package mirror nearby. The
 * last two compile their program.
 */
const seconds: Readonly<Record<string, number>> = {
  holder: 30,
  demo: 30,
  haproxy: 20,
  nginx: 20,
  'nginx-exporter': 15,
  openbao: 25,
  pgbouncer: 20,
  envoy: 25,
  mitmproxy: 40,
  postgres: 45,
  'fluent-bit': 540,
  'otel-collector': 720,
};

/** `about 20 s`, `about 9 minutes`; undefined for an image that nobody has measured. */
export function aboutHowLong(name: string): string | undefined {
  const takes = seconds[name];
  if (takes === undefined) return undefined;
  return takes < 90 ? `about ${takes} s` : `about ${Math.round(takes / 60)} minutes`;
}
