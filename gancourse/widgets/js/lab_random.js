// Random numbers that are a function of a few whole numbers, such as a seed and a round: xoshiro128** (Blackman and Vigna
// 2021), whose state is filled by a mixing function. Whoever starts with the same keys draws the same numbers.

function mixedBits(number) { // the finaliser of MurmurHash3: every bit of the input moves every bit of the output
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function makeRandom() {
  const state = new Uint32Array(4);
  let spare = NaN; // the second normal number of a pair

  function start(...keys) {
    let key = 0;
    for (const one of keys) key = mixedBits(Math.imul(key, 31) + one + 0x9e3779b9);
    for (let i = 0; i < 4; i++) state[i] = mixedBits(key + Math.imul(i + 1, 0x9e3779b9));
    spare = NaN;
  }

  function bits() {
    const turned = Math.imul(state[1], 5);
    const result = Math.imul((turned << 7) | (turned >>> 25), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = (state[3] << 11) | (state[3] >>> 21);
    return result;
  }

  const uniform = () => (bits() + 0.5) / 4294967296; // above 0 and below 1

  function normal() { // Box and Muller 1958
    if (spare === spare) {
      const kept = spare;
      spare = NaN;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  start(0);
  return { start, uniform, normal, integer: (high) => Math.floor(uniform() * high) };
}
