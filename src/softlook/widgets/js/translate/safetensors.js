// @ts-check
import { float16 } from "./float16.js";

/** @typedef {{shape: number[], data: Float64Array}} Tensor row after row */

/**
 * Read a safetensors file: a length, a header in JSON, then the tensors' bytes.
 *
 * @param {ArrayBuffer} file
 * @returns {{metadata: Record<string, string>, tensors: Record<string, Tensor>}}
 * @throws {Error} if the file is cut off, damaged, of another kind, or holds numbers that are not finite; the message
 *   says which
 */
export function safetensors(file) {
  const view = new DataView(file);
  if (view.byteLength < 10) throw new Error(`a file of ${view.byteLength} bytes given, a safetensors file wanted`);
  const size = Number(view.getBigUint64(0, true));
  if (view.getUint8(8) !== 123) throw new Error("another kind of file given, a safetensors file wanted"); // {
  if (8 + size > view.byteLength)
    throw new Error(`a truncated file of ${view.byteLength} bytes given, a header of ${size} bytes wanted`);
  const header = json(new TextDecoder("utf-8", { fatal: true }), new Uint8Array(file, 8, size));
  const { __metadata__: metadata = {}, ...entries } = header;
  /** @type {Record<string, Tensor>} */
  const tensors = Object.create(null);
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets: [from, to] = [NaN, NaN] } = entry ?? {};
    if (dtype !== "F16") throw new Error(`${name}: numbers of kind ${dtype} given, F16 wanted`);
    if (!Array.isArray(shape) || ![from, to, ...shape].every((n) => Number.isInteger(n) && n >= 0))
      throw new Error(`${name}: a damaged entry given, a shape and two offsets wanted`);
    const n = shape.reduce((product, length) => product * length, 1);
    if (to - from !== 2 * n)
      throw new Error(`${name}: ${to - from} bytes given, ${2 * n} wanted for the shape (${shape.join(", ")})`);
    if (8 + size + to > view.byteLength)
      throw new Error(`a truncated file of ${view.byteLength} bytes given, ${8 + size + to} wanted`);
    const data = float16(view, 8 + size + from, n);
    if (!data.every(Number.isFinite)) throw new Error(`${name}: NaN or infinity given, finite numbers wanted`);
    tensors[name] = { shape, data };
  }
  return { metadata, tensors };
}

/** @param {TextDecoder} decoder @param {Uint8Array} bytes */
function json(decoder, bytes) {
  try {
    const value = JSON.parse(decoder.decode(bytes));
    if (value && typeof value === "object" && !Array.isArray(value)) return value;
  } catch {
    // what is not JSON is refused below
  }
  throw new Error("a damaged header given, a safetensors file wanted");
}
