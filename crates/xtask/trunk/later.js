// Fetches the parts of the app that are in files of their own. The build puts this text into the module that
// wasm-bindgen wrote, where `wasm` is what the app exports, and fills in FILES_OF_PARTS. Where the files are stands in
// links of the page, so that it works under any path.

const partFiles = new Map();

/** The code in a file of the page; a failure is not remembered. */
async function fetchFile(id) {
  const response = await fetch(document.getElementById(id).href);
  if (!response.ok) {
    throw new Error(`${response.url}: ${response.status}`);
  }
  // Compiled from bytes, because not every host gives these files their type.
  return WebAssembly.compile(await response.arrayBuffer());
}

/** Puts what a file holds beside the app, once. It holds modules, each in a section: `split/bundle.rs` says why. */
function addFile(id) {
  if (!partFiles.has(id)) {
    const adding = fetchFile(id).then((bundle) =>
      Promise.all(
        WebAssembly.Module.customSections(bundle, "module").map((module) =>
          WebAssembly.instantiate(module, { __wasm_split: wasm }),
        ),
      ),
    );
    adding.catch(() => partFiles.delete(id));
    partFiles.set(id, adding);
  }
  return partFiles.get(id);
}

const partStyles = new Map();

/** Styles that the page names and does not load; a failure is not remembered. */
function addStyles(id) {
  if (!partStyles.has(id)) {
    partStyles.set(id, new Promise((resolve, reject) => {
      const link = document.getElementById(id);
      if (!link) {
        resolve();
        return;
      }
      link.addEventListener("load", resolve, { once: true });
      link.addEventListener("error", () => {
        link.rel = "later";
        partStyles.delete(id);
        reject(new Error(link.href));
      }, { once: true });
      link.rel = "stylesheet";
    }));
  }
  return partStyles.get(id);
}

/** What has no styles of its own but those that every part wants. */
const plainParts = ["panels", "sign_in"];

/** What the app calls to have a part: it is told by a function of its own, by number, whether that went well. */
function partLoader(part, ids) {
  const styles = plainParts.includes(part) ? ["later-styles"] : ["later-styles", "tool-styles"];
  return async (callback, data) => {
    let isThere = true;
    try {
      await Promise.all([...styles.map(addStyles), ...ids.map(addFile)]);
    } catch (error) {
      console.error(error);
      isThere = false;
    }
    wasm.__indirect_function_table.get(callback)(data, isThere);
  };
}

const parts = Object.fromEntries(
  Object.entries(FILES_OF_PARTS).map(([part, ids]) => [`__wasm_split_load_${part}`, partLoader(part, ids)]),
);
