// @ts-check
/**
 * Files that a widget asks for while it runs: from the page's static folder or from the kernel, once for all widgets
 * of a page.
 *
 * @typedef {(content: any, buffers: DataView[]) => void} Listener
 * @typedef {{send: (content: unknown) => unknown, on: (event: string, listener: Listener) => void,
 *   off: (event: string, listener: Listener) => void}} Channel
 */
const FILES = Symbol.for("softlook.files");
const PATIENCE = 20_000; // milliseconds

/** @returns {Map<string, Promise<ArrayBuffer>>} one for the page, also where a module is loaded twice */
const requested = () => {
  const page = /** @type {any} */ (globalThis);
  return (page[FILES] ??= new Map());
};

/**
 * @param {Channel} model
 * @param {string} path with its version
 * @returns {Promise<ArrayBuffer>} rejected with a reason; asked again, it tries again
 */
export function file(model, path) {
  const known = requested().get(path);
  if (known) return known;
  /** @type {Promise<ArrayBuffer>} */
  const coming = new Promise((resolve, reject) => {
    /** @type {Listener} */
    const receive = (content, buffers) => {
      if (content?.softlook !== "file" || content.path !== path) return;
      done();
      if (content.error || !buffers?.length) reject(new Error(content.error ?? "an empty answer came"));
      else resolve(whole(buffers[0]));
    };
    const late = setTimeout(() => (done(), reject(new Error("no answer came"))), PATIENCE);
    const done = () => (clearTimeout(late), model.off("msg:custom", receive));
    model.on("msg:custom", receive);
    model.send({ softlook: "file", path });
  });
  requested().set(path, coming);
  coming.catch(() => requested().delete(path));
  return coming;
}

/** @param {DataView} view @returns {ArrayBuffer} */
function whole(view) {
  return /** @type {ArrayBuffer} */ (view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}
