//! Where the offers for each mark come from.

use recado_protocol::prepared::{Article, CannedReply};

use super::offer::{MOST_SHORT, Offer, fitting};
use super::trigger::Mark;
use crate::inbox::composer::prepared::{Kind, Stock, stock};
use crate::inbox::composer::{emoji, mentions};
use crate::reactive::{Memo, RwSignal, memo};
use crate::session::{Session, Topic};

/// What can be offered for one mark. All of it is live.
#[derive(Clone, Copy)]
pub struct Source {
    /// What fits the query, the best first.
    pub offers: Memo<Vec<Offer>>,
    /// Whether it is on its way.
    pub is_coming: Memo<bool>,
    /// Whether neither the backend nor this device has it.
    pub is_missing: Memo<bool>,
}

impl Source {
    pub fn of(mark: Mark, session: Session, query: Memo<String>) -> Self {
        match mark {
            Mark::CannedReply => prepared::<CannedReply>(session, query, Offer::of_reply),
            Mark::Article => prepared::<Article>(session, query, Offer::of_article),
            Mark::Mention => at_hand(memo(move || {
                let everybody = session.watch(Topic::Directory, mentions::everybody);
                query.with(|query| mentions::matching(query, &everybody, MOST_SHORT))
            })),
            Mark::Emoji => emoji(query),
        }
    }
}

/// What is here always.
fn at_hand(offers: Memo<Vec<Offer>>) -> Source {
    Source {
        offers,
        is_coming: memo(|| false),
        is_missing: memo(|| false),
    }
}

fn prepared<T: Kind>(
    session: Session,
    query: Memo<String>,
    offer: impl Fn(&T) -> Offer + Copy + Send + Sync + 'static,
) -> Source {
    let all: RwSignal<Stock<T>> = stock(session);
    Source {
        offers: memo(move || {
            let offers = all.with(|all| all.items().iter().map(offer).collect());
            query.with(|query| fitting(offers, query))
        }),
        is_coming: memo(move || all.with(|all| matches!(all, Stock::Asked))),
        is_missing: memo(move || all.with(|all| matches!(all, Stock::Missing))),
    }
}

/// Emoji come from a file; without it none is offered, and nobody is told: `:` is a letter, too.
fn emoji(query: Memo<String>) -> Source {
    let is_here = RwSignal::new(None::<bool>);
    emoji::when_loaded(move |here| {
        // The list may be gone meanwhile.
        if is_here.try_get_untracked().is_some() {
            is_here.set(Some(here));
        }
    });
    Source {
        offers: memo(move || {
            if is_here.get() == Some(true) {
                query.with(|query| emoji::matching(query, MOST_SHORT))
            } else {
                Vec::new()
            }
        }),
        is_coming: memo(move || is_here.get().is_none()),
        is_missing: memo(|| false),
    }
}
