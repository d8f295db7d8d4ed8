/** How much of a pod the list shows: all containers, those that matter, or its own row alone. */
export type Density = 'full' | 'brief' | 'folded';

/** A pod as far as the list's room is concerned. */
export interface Block {
  readonly containers: number;
  /** Those that are selected or in trouble. */
  readonly mattering: number;
  readonly isSelected: boolean;
  readonly inTrouble: boolean;
  /** What a person has asked for. */
  readonly fold?: 'folded' | 'open' | undefined;
}

/** What is shown of each pod; undefined where it is left out. */
export type Fitted = readonly (Density | undefined)[];

/**
 * Fits pods into `room` rows. As long as there is no room it gives up, in this order: the containers of pods that are well,
 * those of pods in trouble that are well, what a person has opened, and at last whole pods, the well ones that are
 * farthest from the selection first. A row is kept for the number of pods that are left out.
 */
export function fitPods(blocks: readonly Block[], room: number): Fitted {
  const steps: readonly ((block: Block) => Density)[] = [
    ({ fold }) => (fold === 'folded' ? 'folded' : 'full'),
    (block) => (block.inTrouble || block.isSelected ? 'full' : 'folded'),
    ({ isSelected, inTrouble }) => (isSelected ? 'full' : inTrouble ? 'brief' : 'folded'),
    ({ isSelected, inTrouble }) => (isSelected || inTrouble ? 'brief' : 'folded'),
  ];
  for (const step of steps) {
    const densities = blocks.map((block) => asAsked(block, step));
    if (heightOf(blocks, densities) <= room) return densities;
  }
  const least = blocks.map((block) => asAsked({ ...block, fold: foldedOnly(block) }, steps.at(-1)!));
  return heightOf(blocks, least) <= room ? least : withoutSome(blocks, least, room - 1);
}

/** What a person has asked for goes before what there is room for. */
function asAsked(block: Block, step: (block: Block) => Density): Density {
  if (block.fold === 'folded') return 'folded';
  return block.fold === 'open' ? 'full' : step(block);
}

function foldedOnly({ fold }: Block): Block['fold'] {
  return fold === 'folded' ? fold : undefined;
}

function rowsOf(block: Block, density: Density | undefined): number {
  switch (density) {
    case 'full':
      return 1 + block.containers;
    case 'brief':
      return 1 + block.mattering;
    case 'folded':
      return 1;
    case undefined:
      return 0;
  }
}

function heightOf(blocks: readonly Block[], fitted: Fitted): number {
  return blocks.reduce((sum, block, at) => sum + rowsOf(block, fitted[at]), 0);
}

/** The selected pod stays, then pods in trouble in their order, then the nearest ones. */
function withoutSome(blocks: readonly Block[], densities: readonly Density[], room: number): Fitted {
  const selected = Math.max(
    0,
    blocks.findIndex(({ isSelected }) => isSelected),
  );
  const rank = (at: number): number => {
    if (at === selected) return -1;
    return blocks[at]!.inTrouble ? at : blocks.length + Math.abs(at - selected);
  };
  const shown: (Density | undefined)[] = blocks.map(() => undefined);
  let left = room;
  for (const at of [...blocks.keys()].sort((a, b) => rank(a) - rank(b))) {
    const wanted = rowsOf(blocks[at]!, densities[at]);
    const density = wanted <= left ? densities[at] : left >= 1 ? 'folded' : undefined;
    shown[at] = density;
    left -= rowsOf(blocks[at]!, density);
  }
  return shown;
}
