//! When a message was written.

use crate::markup::view;
use crate::reactive::{Memo, RwSignal, memo};
use leptos::prelude::*;
use recado_protocol::{Message, Timestamp};

use crate::locale::{full_date_time, time_of_day};

/// The time of one message. Writing it out costs something, so it is done once for all uses.
#[derive(Clone, Copy)]
pub struct MessageTime {
    at: Memo<Timestamp>,
    pub label: Memo<String>,
}

impl MessageTime {
    pub fn of(message: Memo<Option<Message>>) -> Self {
        let at = memo(move || {
            message.with(|message| message.as_ref().map_or_else(Default::default, |it| it.at))
        });
        let label = memo(move || time_of_day(at.get()));
        Self { at, label }
    }

    /// The time of day; the date too for those who point at it.
    pub fn view(self) -> AnyView {
        let date = RwSignal::new(None::<String>);
        let write_date = move |_| {
            if date.with_untracked(Option::is_none) {
                date.set(Some(full_date_time(self.at.get_untracked())));
            }
        };
        view! {
            <time
                class="tabular"
                datetime=move || self.at.get().to_rfc3339()
                title=date
                on:mouseover=write_date
            >
                {self.label}
            </time>
        }
    }
}
