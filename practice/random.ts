/** Numbers that look random and are the same for the same seed: practice data must not change between two runs. */
export type Random = {
  /** 0 ≤ whole number < n. */
  below: (n: number) => number
  /** One of a list that is not empty. */
  pick: <T>(list: readonly T[]) => T
  /** True in about `percent` of a hundred. */
  chance: (percent: number) => boolean
}

/** mulberry32 over an FNV-1a hash of the seed: short, quick, good enough to invent people. */
export function randomFrom(seed: string | number): Random {
  let state = 0x811c9dc5
  for (const char of String(seed)) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (list) => {
      const chosen = list[below(list.length)]
      if (chosen === undefined) throw new Error('picked from an empty list')
      return chosen
    },
  }
}
