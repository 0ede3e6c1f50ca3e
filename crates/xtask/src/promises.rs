//! Each promise that is made to the people at the inbox has a browser test that says so in its first line.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The groups of promises and how many each has: the list, the chat, the customer, the composer, notifications, everywhere.
const GROUPS: [(char, u32); 6] = [
    ('L', 12),
    ('C', 12),
    ('K', 10),
    ('P', 12),
    ('N', 3),
    ('X', 4),
];

#[test]
fn every_promise_of_the_inbox_has_a_browser_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser");
    let mut kept = BTreeSet::new();
    for file in fs::read_dir(folder).expect("the browser tests are beside this crate") {
        let path = file.expect("a folder that was opened can be read").path();
        let text = fs::read_to_string(&path).unwrap_or_default();
        let head = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("//! "));
        let ids = head
            .and_then(|head| head.split_once(':'))
            .map_or("", |(ids, _)| ids);
        kept.extend(ids.split(", ").map(str::to_owned));
    }
    let promised = GROUPS
        .iter()
        .flat_map(|(group, count)| (1..=*count).map(move |number| format!("{group}{number}")));
    let missing: Vec<String> = promised.filter(|id| !kept.contains(id)).collect();
    assert!(missing.is_empty(), "no browser test is for {missing:?}");
}
