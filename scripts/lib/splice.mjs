/** A page of the docs with new content between the two markers of a name. @throws where it has none. */
export function splice(text, marker, content) {
  const start = `<!-- generated: ${marker} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf('<!-- /generated -->', from);
  if (from < 0 || to < 0) throw new Error(`the page has no markers for ${marker}`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}
