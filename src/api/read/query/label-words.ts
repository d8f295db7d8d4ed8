/** What is wrong with the key or the value of a label, in the words of a server (apimachinery: pkg/api/validate/content). */

const part = '[A-Za-z0-9][-A-Za-z0-9_.]*';
const characters =
  "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const nameRegex = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const nameWords = `must consist of ${characters} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${nameRegex}')`;
const domainRegex = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const domainWords = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${domainRegex}')`;
const valueWords = `a valid label must be an empty string or consist of ${characters} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${nameRegex})?')`;

const isName = (text: string): boolean => new RegExp(`^${part}$`).test(text) && /[A-Za-z0-9]$/.test(text);
const isDomain = (text: string): boolean =>
  text.split('.').every((label) => /^[a-z0-9][-a-z0-9]*$/.test(label) && /[a-z0-9]$/.test(label));

/** Empty for a key that may be. */
export function keyProblems(key: string): readonly string[] {
  const parts = key.split('/');
  if (parts.length > 2)
    return [
      `a valid label key ${nameWords} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = parts.at(-1)!;
  return [
    ...(parts.length === 2 ? prefixProblems(parts[0]!) : []),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(name.length > 63 ? ['name part must be no more than 63 bytes'] : []),
    ...(isName(name) ? [] : [`name part ${nameWords}`]),
  ];
}

function prefixProblems(prefix: string): readonly string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return [
    ...(prefix.length > 253 ? ['prefix part must be no more than 253 bytes'] : []),
    ...(isDomain(prefix) ? [] : [`prefix part ${domainWords}`]),
  ];
}

/** Empty for a value that may be. */
export function valueProblems(value: string): readonly string[] {
  return [
    ...(value.length > 63 ? ['must be no more than 63 bytes'] : []),
    ...(value === '' || isName(value) ? [] : [valueWords]),
  ];
}
