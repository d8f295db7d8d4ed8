/**
 * Bash takes `--output=json` for three words (COMP_WORDBREAKS). Joins them again, and says how much of the last one stands in
 * words before, as bash wants back only what is behind that.
 */
export function joinAtEquals(words: readonly string[]): {
  readonly words: readonly string[];
  readonly before: number;
} {
  const joined: string[] = [];
  let before = 0;
  for (const [index, word] of words.entries()) {
    const previous = joined.at(-1);
    const continues = previous?.startsWith('--') && (word === '=' || words[index - 1] === '=');
    before = continues ? (word === '=' ? previous!.length + 1 : previous!.length) : 0;
    if (continues) joined[joined.length - 1] = previous + word;
    else joined.push(word);
  }
  return { words: joined, before };
}
