// @ts-check
/**
 * The saliency map: the channels' maps, weighed; equation 8 of Itti, Koch & Niebur, as softlook.saliency_map has it.
 *
 * @param {import("./channels.js").Field[]} maps
 * @param {number[]} weights at least 0 and not all 0
 * @returns {import("./channels.js").Field}
 */
export function weigh(maps, weights) {
  const [{ h, w }] = maps;
  const total = weights.reduce((sum, x) => sum + x, 0);
  const data = new Float64Array(h * w);
  for (let i = 0; i < data.length; i++) {
    let sum = 0;
    for (let n = 0; n < maps.length; n++) sum += weights[n] * maps[n].data[i];
    data[i] = sum / total;
  }
  return { h, w, data };
}
