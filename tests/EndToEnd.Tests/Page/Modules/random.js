/** Numbers that are the same for the same seed. */
export function seeded(seed) {
  let state = (seed * 2654435761 + 1) >>> 0;
  const next = () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  for (let warm = 0; warm < 4; warm++) {
    next();
  }

  return {
    /** A whole number from 0 up to and without a bound. */
    below: bound => Math.floor(next() * bound),
    chance: share => next() < share,
    pick: list => list[Math.floor(next() * list.length)],
  };
}
