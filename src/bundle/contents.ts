/** What a bundle holds, as its first entry `bundle.json` says it. */
export interface BundleContents {
  /** The version of this format. */
  readonly bundle: 1;
  /** Of the Outrider that wrote it. */
  readonly outrider: string;
  /** The manifests, in the order in which `up` gets them. */
  readonly files: readonly string[];
  /** What `--with` gets; a path of a recipe's folder is within the bundle. */
  readonly with: readonly string[];
  readonly images: readonly BundledImage[];
  /** Everything else in the bundle, in its order. */
  readonly entries: readonly BundleEntry[];
}

export interface BundledImage {
  /** The name that manifests use. */
  readonly image: string;
  /** The name in the archive; another one where it came through a mirror. */
  readonly reference: string;
  /** The engine's id of it, `sha256:…`. */
  readonly id: string;
  readonly bytes: number;
}

export interface BundleEntry {
  /** A path within the bundle. */
  readonly name: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

export const contentsName = 'bundle.json';

/** The entry with the images. */
export const isImages = ({ name }: Pick<BundleEntry, 'name'>): boolean =>
  /^images\.tar\.(gz|zst)$/.test(name);

/** Reads `bundle.json`. @returns undefined for what is none, or of a later version. */
export function readContents(text: string): BundleContents | undefined {
  const value = parsed(text);
  if (value['bundle'] !== 1 || typeof value['outrider'] !== 'string') return undefined;
  const { files, with: recipes, images, entries } = value;
  if (![files, recipes].every((list) => isListOf(list, (one) => typeof one === 'string'))) return undefined;
  const isImage = (one: unknown): boolean => hasFields(one, ['image', 'reference', 'id']);
  const isEntry = (one: unknown): boolean =>
    hasFields(one, ['name', 'sha256']) && isWithin((one as BundleEntry).name);
  if (!isListOf(images, isImage) || !isListOf(entries, isEntry)) return undefined;
  return value as unknown as BundleContents;
}

/** Whether a path stays in the folder that the bundle is unpacked into. */
export function isWithin(name: string): boolean {
  return (
    name.length < 1000 && name.split('/').every((part) => /^[^\0/\\]+$/.test(part) && !/^\.\.?$/.test(part))
  );
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

/** Texts by these names, and a count of bytes. */
function hasFields(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return names.every((name) => typeof fields[name] === 'string') && typeof fields['bytes'] === 'number';
}
