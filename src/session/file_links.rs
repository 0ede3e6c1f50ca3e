//! Links to uploaded files. They expire, and messages hold ids only: whoever shows a file asks here
//! for its link. Those that are asked for together go in one request.

use std::cell::RefCell;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_engine::Host;
use recado_protocol::FileId;
use recado_protocol::attachment::{FileUrl, URLS_AT_ONCE};
use rustc_hash::FxHashMap;

use super::Session;
use crate::browser::clock;

/// A link that has less time left than this is asked for anew, in milliseconds.
const TIME_LEFT_MS: i64 = 60_000;

/// What is known of a file's link.
#[derive(Clone, PartialEq, Debug)]
pub enum FileLink {
    Asked,
    Here {
        url: String,
        /// A smaller picture, where there is one.
        small: Option<String>,
    },
    /// The file is gone, or is not for this person.
    Gone,
    /// The backend could not be asked.
    Unreachable,
}

#[derive(Default)]
struct Links {
    known: FxHashMap<FileId, (ArcRwSignal<FileLink>, Option<FileUrl>)>,
    wanted: Vec<FileId>,
}

thread_local! {
    static LINKS: RefCell<Links> = RefCell::default();
}

impl Session {
    /// The link of a file. Reactive; asked for when it is not known or about to expire.
    pub fn file_link(self, id: &FileId) -> FileLink {
        let (link, is_good) = LINKS.with_borrow_mut(|links| {
            let entry = links.known.entry(id.clone());
            let (link, url) =
                entry.or_insert_with(|| (ArcRwSignal::new(FileLink::Unreachable), None));
            let now = clock::now();
            let is_good = url
                .as_ref()
                .is_some_and(|url| url.until.millis_since(now) > TIME_LEFT_MS);
            (link.clone(), is_good)
        });
        let is_asked = link.with_untracked(|link| matches!(link, FileLink::Asked | FileLink::Gone));
        if !is_good && !is_asked {
            link.set(FileLink::Asked);
            self.want(id.clone());
        }
        link.get()
    }

    /// The bytes did not come by the link that is known: it is asked for anew, and once only.
    pub fn renew_file_link(self, id: &FileId) {
        let link = LINKS.with_borrow_mut(|links| {
            let (link, url) = links.known.get_mut(id)?;
            url.take();
            Some(link.clone())
        });
        if let Some(link) = link {
            link.set(FileLink::Asked);
            self.want(id.clone());
        }
    }

    fn want(self, id: FileId) {
        let is_first = LINKS.with_borrow_mut(|links| {
            links.wanted.push(id);
            links.wanted.len() == 1
        });
        if is_first {
            set_timeout(
                move || {
                    let mut wanted =
                        LINKS.with_borrow_mut(|links| std::mem::take(&mut links.wanted));
                    while !wanted.is_empty() {
                        let rest = wanted.split_off(wanted.len().min(URLS_AT_ONCE));
                        spawn_local(self.ask_for_links(wanted));
                        wanted = rest;
                    }
                },
                Duration::ZERO,
            );
        }
    }

    async fn ask_for_links(self, ids: Vec<FileId>) {
        let engine = self.engine();
        let answer = engine.host().backend().file_urls(ids.clone()).await;
        let origin = engine.host().backend().origin();
        let mut given = answer.map(|answer| answer.items).map_err(|_| ());
        for id in ids {
            let link = match &mut given {
                Err(()) => FileLink::Unreachable,
                Ok(items) => match items.iter().position(|item| item.id == id) {
                    Some(at) => known(&id, items.swap_remove(at), origin),
                    None => FileLink::Gone,
                },
            };
            let signal = LINKS.with_borrow(|links| links.known.get(&id).map(|it| it.0.clone()));
            if let Some(signal) = signal {
                signal.set(link);
            }
        }
    }
}

fn known(id: &FileId, url: FileUrl, origin: &str) -> FileLink {
    let link = FileLink::Here {
        url: format!("{origin}{}", url.url),
        small: url.thumbnail_url.as_ref().map(|it| format!("{origin}{it}")),
    };
    LINKS.with_borrow_mut(|links| {
        if let Some(entry) = links.known.get_mut(id) {
            entry.1 = Some(url);
        }
    });
    link
}
