// @ts-check
import { checked } from "./state.js";

const VERSION = 1;

/**
 * A part of an address that carries a state: version, then JSON in base64's safe alphabet.
 *
 * @param {import("./state.js").State} state
 */
export function pack(state) {
  const rounded = JSON.stringify(state, (_, x) => (typeof x === "number" ? Number(x.toPrecision(9)) : x));
  const bytes = Array.from(new TextEncoder().encode(rounded), (byte) => String.fromCharCode(byte)).join("");
  return `${VERSION}.${btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}`;
}

/**
 * @param {string} packed
 * @returns {import("./state.js").State}
 * @throws {Error} if it is of another version, cut off, or holds what cannot be
 */
export function unpack(packed) {
  const [version, text = ""] = packed.split(".");
  if (version !== String(VERSION))
    throw new Error(`version ${version.slice(0, 12) || "none"} given, version ${VERSION} wanted`);
  let given;
  try {
    const letters = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    given = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Error("it is cut off or damaged");
  }
  return checked(given);
}

/** What the address holds for one widget, or null. @param {string} hash @param {string} key */
export const find = (hash, key) => new URLSearchParams(hash.replace(/^#/, "")).get(key);

/**
 * The address's last part with one widget's state in it; those of others stay.
 *
 * @param {string} hash
 * @param {string} key
 * @param {string} packed
 */
export function put(hash, key, packed) {
  const kept = hash
    .replace(/^#/, "")
    .split("&")
    .filter((part) => part.includes("=") && !part.startsWith(`${key}=`));
  return `#${[...kept, `${key}=${packed}`].join("&")}`;
}
