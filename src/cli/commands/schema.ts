export function schema(): number {
  return 1;
}
