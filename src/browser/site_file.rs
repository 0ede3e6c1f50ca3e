//! Files that are beside the page.

use gloo_net::http::Request;

/// What stands in a file of the site, by its path from the page; nothing when it can't be had now.
pub async fn text(path: &str) -> Option<String> {
    let answer = Request::get(path).send().await.ok()?;
    if !answer.ok() {
        return None;
    }
    answer.text().await.ok()
}
