const ACTION =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Files|Capabilities|Template)\b|\$|(?:if|else|end|range|with|include|template|define|block|toYaml|tpl|default|quote|printf|fail|required|not|and|or|eq|lookup)\b|\/\*)/;

/** Where a text has its first action of a Helm template, counted in characters; undefined when it has none. */
export function helmAction(text: string): number | undefined {
  return ACTION.exec(text)?.index;
}
