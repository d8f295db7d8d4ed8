export async function ps(..._: unknown[]): Promise<number> {
  return 1;
}
