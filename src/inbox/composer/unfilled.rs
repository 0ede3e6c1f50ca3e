//! Variables of a prepared text that nobody could fill in: as long as one is left in a reply, the
//! reply can't be sent.

use leptos::prelude::*;
use recado_protocol::prepared::variables::{name_in, unfilled};

use super::Desk;
use super::insertion;
use super::macros::braced;
use super::prepared;
use crate::locale::{Key, t, t_with};
use crate::markup::view;
use crate::reactive::{live, memo};
use crate::ui::{Button, Notice, NoticeTone};

impl Desk {
    /// Says what is left to be filled in.
    pub(super) fn announce_unfilled(self) {
        let names = untrack(|| self.unfilled_names());
        if !names.is_empty() {
            self.toaster.announce(self.sentence(&names));
        }
    }

    /// Once each, in order. Reactive.
    fn unfilled_names(self) -> Vec<String> {
        let text = self.writing.text();
        let mut names: Vec<String> = Vec::new();
        for range in self.writing.unfilled.get() {
            let name = name_in(&text, &range);
            if !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// Selects the first one, so that the next letters replace it; one that is known comes by itself.
    fn show_unfilled(self) {
        let Some(field) = self.field.get_untracked() else {
            return;
        };
        if let Some(range) = unfilled(&field.value()).into_iter().next()
            && !self.fill(&range)
        {
            insertion::select(&field, &range);
        }
    }

    fn sentence(self, names: &[String]) -> String {
        let (session, here) = (self.writing.session(), self.writing.conversation());
        let is_known = |name: &String| prepared::value(session, &here, name).is_some();
        let sentence = t_with(Key::ComposerUnfilled, &[("names", &braced(names))]);
        if names.iter().all(is_known) {
            return sentence;
        }
        format!("{sentence} {}", t(Key::ComposerUnfilledHint))
    }
}

/// The sentence above the text, with the way to the first gap.
pub fn unfilled_notice(desk: Desk) -> AnyView {
    let names = memo(move || desk.unfilled_names());
    live(move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            view! {
                <Notice tone=NoticeTone::Warning>
                    {desk.sentence(&names)} " "
                    <Button label=Key::ComposerShowGap on_press=move || desk.show_unfilled() />
                </Notice>
            }
        })
    })
}
