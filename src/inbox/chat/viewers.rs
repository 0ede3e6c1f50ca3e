//! Who else looks at this conversation, and saying that I do.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use recado_protocol::{Author, Feature};

use super::open_conversation::OpenConversation;
use crate::locale::{Key, listed, number, t_with};
use crate::markup::view;
use crate::reactive::{effect, live, memo};
use crate::session::{Intent, LinkState, Topic};
use crate::ui::{Avatar, AvatarSize};

/// How often it is said again that I look: notices end after 45 s.
const SAY_EVERY: Duration = Duration::from_secs(20);
/// How many avatars there is room for.
const SHOWN: usize = 3;

/// Says that I look at the conversation for as long as it is on a visible screen.
pub fn say_that_i_look(open: OpenConversation) {
    let session = open.session;
    let can = memo(move || session.can(&Feature::VIEWING));
    let is_live = memo(move || session.link() == LinkState::Live);
    let say = move |on: bool| {
        if can.try_get_untracked() == Some(true) {
            let conversation = open.id();
            session.dispatch(Intent::Viewing { conversation, on });
        }
    };
    effect(move || {
        if can.get() && is_live.get() && !document().hidden() {
            say(true);
        }
    });
    if let Ok(again) = set_interval_with_handle(
        move || {
            if !document().hidden() {
                say(true);
            }
        },
        SAY_EVERY,
    ) {
        on_cleanup(move || again.clear());
    }
    let seen = window_event_listener(ev::visibilitychange, move |_| say(!document().hidden()));
    on_cleanup(move || {
        seen.remove();
        say(false);
    });
}

/// The avatars of those who look, with their names for whoever points at them.
pub fn viewers(open: OpenConversation) -> AnyView {
    let who = memo(move || {
        let id = open.id();
        open.session.watch(Topic::Typing(id.clone()), |store| {
            let agents = store.viewing(&id).iter().filter_map(|viewer| {
                let Author::Agent { id, name } = &viewer.who else {
                    return None;
                };
                Some((id.to_string(), name.clone()))
            });
            agents.collect::<Vec<_>>()
        })
    });
    live(move || {
        let who = who.get();
        (!who.is_empty()).then(|| {
            let names: Vec<&str> = who.iter().map(|(_, name)| name.as_str()).collect();
            let label = t_with(Key::ChatViewers, &[("names", &listed(&names))]);
            let avatars: Vec<AnyView> = who
                .iter()
                .take(SHOWN)
                .map(|(id, name)| {
                    let (name, seed) = (name.clone(), id.clone());
                    view! { <Avatar name=name seed=seed size=AvatarSize::Tiny /> }
                })
                .collect();
            let more = who.len().saturating_sub(SHOWN);
            let more = (more > 0).then(|| format!("+{}", number(more as u64)));
            view! {
                <span class="chat-header__viewers" role="img" aria-label=label.clone() title=label>
                    {avatars} {more}
                </span>
            }
        })
    })
}
