export async function down(..._: unknown[]): Promise<number> {
  return 1;
}
