//! What the page keeps on the device.

use super::Page;

/// All that its databases hold, as one text.
const EVERYTHING: &str = "
    const done = arguments[arguments.length - 1];
    const wait = request => new Promise(ok => { request.onsuccess = () => ok(request.result); });
    (async () => {
        const all = [];
        for (const { name } of await indexedDB.databases()) {
            const database = await wait(indexedDB.open(name));
            for (const store of database.objectStoreNames) {
                const kept = database.transaction(store).objectStore(store);
                all.push(JSON.stringify(await wait(kept.getAll())));
            }
            database.close();
        }
        done(all.join());
    })();";

impl Page {
    /// All that the page's databases hold, as one text.
    pub async fn everything_kept(&self) -> Result<String, String> {
        self.ask_and_wait(EVERYTHING, Vec::new()).await
    }
}
