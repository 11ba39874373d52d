// @ts-check
import { channels } from "./channels.js";
import { oriented } from "./oriented.js";
import { promote } from "./promote.js";
import { reduceTwofold } from "./reduce_twofold.js";
import { stretch } from "./stretch.js";

const [FIRST, LAST, MAP] = [2, 8, 4];

/** Levels 2 to 8 of a Gaussian pyramid. @param {import("./channels.js").Field} image */
function levels(image) {
  const all = [image];
  while (all.length <= LAST) all.push(reduceTwofold(all[all.length - 1]));
  return all.slice(FIRST);
}

/**
 * Centre minus surround for each pair of scales, promoted, brought to level 4, added.
 *
 * @param {import("./channels.js").Field[]} pyramid
 */
function contrasts(pyramid) {
  const { h, w } = pyramid[MAP - FIRST];
  const total = { h, w, data: new Float64Array(h * w) };
  for (const c of [2, 3, 4]) {
    for (const s of [c + 3, c + 4]) {
      const centre = pyramid[c - FIRST];
      const gap = stretch(pyramid[s - FIRST], centre.h, centre.w, 2 ** (s - c));
      for (let i = 0; i < gap.data.length; i++) gap.data[i] = Math.abs(centre.data[i] - gap.data[i]);
      let contrast = promote(gap);
      for (let level = c; level < MAP; level++) contrast = reduceTwofold(contrast);
      add(total, contrast);
    }
  }
  return total;
}

/** @param {import("./channels.js").Field} total @param {import("./channels.js").Field} more */
function add(total, more) {
  for (let i = 0; i < total.data.length; i++) total.data[i] += more.data[i];
  return total;
}

/**
 * The three conspicuity maps of a colour picture; the twin of softlook.saliency_map's.
 *
 * @param {import("./channels.js").Field} image red, green and blue in turn
 */
export function conspicuity(image) {
  const [light, ...hues] = channels(image);
  const i = levels(light);
  const o = i.map(oriented);
  const { h, w } = i[MAP - FIRST];
  const zeros = () => ({ h, w, data: new Float64Array(h * w) });
  const byAngle = [0, 1, 2, 3].map((theta) => promote(contrasts(o.map((four) => four[theta]))));
  return {
    intensity: promote(contrasts(i)),
    colour: promote(hues.map((hue) => contrasts(levels(hue))).reduce(add, zeros())),
    orientation: promote(byAngle.reduce(add, zeros())),
  };
}
