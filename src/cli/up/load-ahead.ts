/** Loads what an `up` needs once it begins, for one that waits until then. A part that cannot be loaded fails where it is needed. */
export function loadAhead(): void {
  const parts = [
    import('../../manifest/read.ts'),
    import('../../manifest/report.ts'),
    import('../../manifest/project-network.ts'),
    import('../recipes/prepare.ts'),
    import('../../docker/engine.ts'),
    import('../../docker/images/image-store.ts'),
    import('../../images/catalogue.ts'),
  ];
  void Promise.allSettled(parts);
}
