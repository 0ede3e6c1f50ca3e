//! Files that a person chooses or drops.

use std::path::PathBuf;

use serde_json::json;
use thirtyfour::By;

use super::{Page, short};
use crate::waiting::until;

/// Drops a file of this name, type and content on the page, as a person would from a folder.
const DROP: &str = "
    const data = new DataTransfer();
    data.items.add(new File([arguments[2]], arguments[0], { type: arguments[1] }));
    for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(
            new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
    return true;";

impl Page {
    /// Chooses files where the page asks for some.
    pub async fn choose_files(&self, files: &[PathBuf]) {
        self.note(format!("chooses {files:?}"));
        let names: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
        let names = names.join("\n");
        until(format!("{} to choose files", self.who), async || {
            let field = self.driver.find(By::Css("input[type=file]")).await;
            let field = field.map_err(|error| short(&error))?;
            field.send_keys(&names).await.map_err(|error| short(&error))
        })
        .await;
    }

    /// Drops a file on the page.
    pub async fn drop_file(&self, name: &str, media_type: &str, text: &str) {
        self.note(format!("drops {name}"));
        until(format!("{} to drop a file", self.who), async || {
            let values = vec![json!(name), json!(media_type), json!(text)];
            self.run::<bool>(DROP, values).await
        })
        .await;
    }
}
