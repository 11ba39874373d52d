// @ts-check
/**
 * Node's side of the widgets' tests: reads a request a line, in JSON, and writes an answer a line.
 *
 * A request is a call of what a module exports, `{ module, name, args, take }`, or a script, `{ script, args }`: the
 * body of an async function of `load` (import a module of js/), `readFile` (a file's bytes) and `args`. An answer is
 * `{ value, used }` or `{ error, used }`, where used lists the exports that the request has touched. JSON knows no
 * references, bytes or infinity: they travel as `{ $export: [module, name] }`, `{ $bytes: base64 }` and
 * `{ $number: text }`.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const home = process.argv[2];
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
/** @type {Set<string>} */
let used = new Set();

/** A module of js/, which notes what of it is used. @param {string} path */
async function load(path) {
  const module = await import(home + path);
  const noted = {
    /** @param {object} target @param {string | symbol} name */
    get(target, name) {
      if (Object.hasOwn(module, name)) used.add(`${path} ${String(name)}`);
      return Reflect.get(module, name);
    },
  };
  return new Proxy({}, noted);
}

/** @param {string} path @returns {ArrayBuffer} */
function readFile(path) {
  const bytes = readFileSync(path);
  return /** @type {ArrayBuffer} */ (bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** An argument as it was meant. @param {any} given @returns {Promise<any>} */
async function decoded(given) {
  if (given?.$export) return (await load(given.$export[0]))[given.$export[1]];
  if (given?.$bytes !== undefined) return new Uint8Array(Buffer.from(given.$bytes, "base64")).buffer;
  return given;
}

/** @param {string} _ @param {any} value */
function encoded(_, value) {
  if (ArrayBuffer.isView(value)) return Array.from(/** @type {Float64Array} */ (value));
  return typeof value === "number" && !Number.isFinite(value) ? { $number: String(value) } : value;
}

/** @param {{module: string, name: string, script: string, args: any[], take: number | null}} request */
async function answer({ module, name, script, args, take }) {
  const given = await Promise.all(args.map(decoded));
  if (script) return new AsyncFunction("load", "readFile", "args", script)(load, readFile, given);
  if (!name) return Object.keys(await import(home + module)).filter((each) => each !== "default");
  const exported = (await load(module))[name];
  const value = typeof exported === "function" ? exported(...given) : exported;
  return take === null ? value : Array.from({ length: take }, value);
}

for await (const line of createInterface({ input: process.stdin })) {
  used = new Set();
  /** @type {{value?: any, error?: string, used?: string[]}} */
  let reply;
  try {
    reply = { value: await answer(JSON.parse(line)) };
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) };
  }
  console.log(JSON.stringify({ ...reply, used: [...used] }, encoded));
}
