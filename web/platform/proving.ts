const ears = new Set<(busy: boolean) => void>()

/** Hears when work is being proved (platform/proof.ts); returns the way to stop listening. */
export function onProving(ear: (busy: boolean) => void): () => void {
  ears.add(ear)
  return () => ears.delete(ear)
}

export function sayProving(busy: boolean): void {
  for (const ear of ears) ear(busy)
}
