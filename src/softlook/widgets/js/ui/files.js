// @ts-check
/**
 * Files that a widget asks for while it runs: from the page's static folder or from the kernel, once for all widgets of a page.
 *
 * @typedef {{send: (content: unknown) => unknown, on: (event: string, listener: (content: any, buffers: DataView[]) => void) => void,
 *   off: (event: string, listener: (content: any, buffers: DataView[]) => void) => void}} Post
 */
const SHELF = Symbol.for("softlook.files");
const PATIENCE = 20_000; // milliseconds

/** @returns {Map<string, Promise<ArrayBuffer>>} one for the page, also where a module is loaded twice */
const shelf = () => {
  const page = /** @type {any} */ (globalThis);
  return (page[SHELF] ??= new Map());
};

/**
 * @param {Post} model
 * @param {string} path with its version
 * @returns {Promise<ArrayBuffer>} rejected with a reason; asked again, it tries again
 */
export function file(model, path) {
  const known = shelf().get(path);
  if (known) return known;
  /** @type {Promise<ArrayBuffer>} */
  const coming = new Promise((resolve, reject) => {
    /** @param {any} content @param {DataView[]} buffers */
    const hear = (content, buffers) => {
      if (content?.softlook !== "file" || content.path !== path) return;
      done();
      if (content.error || !buffers?.length) reject(new Error(content.error ?? "an empty answer came"));
      else resolve(whole(buffers[0]));
    };
    const late = setTimeout(() => (done(), reject(new Error("no answer came"))), PATIENCE);
    const done = () => (clearTimeout(late), model.off("msg:custom", hear));
    model.on("msg:custom", hear);
    model.send({ softlook: "file", path });
  });
  shelf().set(path, coming);
  coming.catch(() => shelf().delete(path));
  return coming;
}

/** @param {DataView} view @returns {ArrayBuffer} */
function whole(view) {
  return /** @type {ArrayBuffer} */ (view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}
