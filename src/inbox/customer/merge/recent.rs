//! The merges into a contact that can still be taken back, when the news that offered it is long gone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::ConversationId;
use recado_protocol::merge::{Merges, RecentMerge};

use super::{take_back, told};
use crate::browser::clock;
use crate::inbox::customer::Person;
use crate::locale::{Key, ago, full_date_time};
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, live};
use crate::session::Session;
use crate::ui::{Button, Toaster, use_toaster};

/// Those of one contact.
#[derive(Clone, Copy)]
struct Recent {
    session: Session,
    toaster: Toaster,
    name: StoredValue<String>,
    known: RwSignal<Vec<RecentMerge>>,
    /// The form around them, which says what is not so any more once one is taken back.
    is_open: RwSignal<bool>,
}

/// One line for each, with the way back.
pub fn recent_merges(person: Person, name: String, is_open: RwSignal<bool>) -> AnyView {
    let recent = Recent {
        session: person.session,
        toaster: use_toaster(),
        name: StoredValue::new(name),
        known: RwSignal::new(Vec::new()),
        is_open,
    };
    recent.ask(person.conversation.get_value());
    let lines = move || {
        let known = recent.known.get().into_iter();
        let lines: Vec<AnyView> = known.map(|merge| recent.line(merge)).collect();
        (!lines.is_empty()).then(|| view! { <ul class="merge__recent">{lines}</ul> })
    };
    live(lines)
}

impl Recent {
    fn ask(self, conversation: ConversationId) {
        spawn_local(async move {
            let resource = format!("conversations/{conversation}/merges");
            // Without an answer nothing is offered.
            let answer = self.session.resource(&resource).await.ok();
            if let Some(merges) = answer.and_then(|fields| fields.read::<Merges>()) {
                self.known.try_update(|known| *known = merges.items);
            }
        });
    }

    fn line(self, merge: RecentMerge) -> AnyView {
        let at = merge.at;
        let name = self.name.get_value();
        let said = told(&name, &merge.name);
        let undo = move || {
            take_back(self.session, self.toaster, merge.id.clone(), name.clone());
            self.is_open.set(false);
        };
        view! {
            <li class="merge__line">
                <span class="bidi">{said}</span>
                <time class="merge__when" title=full_date_time(at)>
                    {move || ago(at, clock::minute().get())}
                </time>
                <Button label=Key::ActionUndo on_press=undo />
            </li>
        }
    }
}
