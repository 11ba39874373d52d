// @ts-check
/**
 * Random numbers, the same as numpy's: the twin of `numpy.random.default_rng(seed).random()`, that is of PCG64
 * (XSL-RR) seeded by SeedSequence.
 *
 * O'Neill 2014, PCG: a family of simple fast space-efficient statistically good algorithms for random number
 * generation.
 */
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/**
 * @param {number} seed a whole number from 0 to 4294967295
 * @returns {() => number} the next one in [0, 1)
 */
export function pcg64(seed) {
  const [a, b, c, d] = seedWords(seed);
  const increment = BigInt.asUintN(128, (((c << 64n) | d) << 1n) | 1n);
  const step = (/** @type {bigint} */ state) => BigInt.asUintN(128, state * MULTIPLIER + increment);
  let state = step(BigInt.asUintN(128, step(0n) + ((a << 64n) | b)));
  return () => {
    state = step(state);
    const folded = BigInt.asUintN(64, (state >> 64n) ^ state);
    const turn = state >> 122n;
    const word = BigInt.asUintN(64, (folded >> turn) | (folded << (64n - turn)));
    return Number(word >> 11n) / 2 ** 53;
  };
}

/** Four words of 64 bits from a seed: SeedSequence(seed).generate_state(4, uint64). @param {number} seed */
function seedWords(seed) {
  let factor = 0x43b0d7e5;
  const hash = (/** @type {number} */ value) => {
    value ^= factor;
    factor = Math.imul(factor, 0x931e8875);
    value = Math.imul(value, factor);
    return value ^ (value >>> 16);
  };
  const pool = [seed, 0, 0, 0].map(hash);
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from === to) continue;
      const mixed = Math.imul(pool[to], 0xca01f9dd) - Math.imul(hash(pool[from]), 0x4973f715);
      pool[to] = mixed ^ (mixed >>> 16);
    }
  }
  factor = 0x8b51f9dd;
  const halves = Array.from({ length: 8 }, (_, at) => {
    let value = pool[at % 4] ^ factor;
    factor = Math.imul(factor, 0x58f38ded);
    value = Math.imul(value, factor);
    return BigInt((value ^ (value >>> 16)) >>> 0);
  });
  return [0, 2, 4, 6].map((at) => halves[at] | (halves[at + 1] << 32n));
}
