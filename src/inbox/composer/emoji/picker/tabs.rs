//! The tabs of the picker: what was taken last, and the groups.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::cells::focus_nth;
use super::{Picker, Progress};
use crate::inbox::composer::emoji::catalogue::Group;
use crate::inbox::composer::emoji::loading;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::Signal;
use crate::ui::{reading_axis, roving};

const RECENT_FACE: &str = "🕘";

impl Picker {
    pub(super) fn tabs(self) -> AnyView {
        let names = move || -> Vec<(String, String)> {
            let mut all = vec![(t(Key::EmojiRecent), RECENT_FACE.to_owned())];
            if self.progress.get() == Progress::Here {
                loading::with(|groups| {
                    all.extend(groups.iter().map(|group| {
                        let face = group.all.first();
                        let face = face.map(|it| it.itself.clone()).unwrap_or_default();
                        (group.name.clone(), face)
                    }));
                });
            }
            all
        };
        let tabs = move || {
            names()
                .into_iter()
                .enumerate()
                .map(|(index, (name, face))| self.tab(index, name, face))
                .collect::<Vec<_>>()
        };
        let list = NodeRef::<html::Div>::new();
        let on_keydown = move |event: KeyboardEvent| {
            let len = loading::with(<[Group]>::len) + 1;
            let current = self.tab.get_untracked();
            if let Some(next) = roving(&event.key(), current, len, reading_axis()) {
                event.prevent_default();
                self.show_tab(next);
                focus_nth(list.get_untracked().as_deref(), "[role=tab]", next);
            }
        };
        view! {
            <div
                class="emoji__tabs"
                role="tablist"
                aria-label=Key::EmojiGroups
                node_ref=list
                on:keydown=on_keydown
            >
                {tabs}
            </div>
        }
    }

    fn tab(self, index: usize, name: String, face: String) -> AnyView {
        let is_selected = Signal::derive(move || {
            self.tab.get() == index && self.query.with(|query| query.trim().is_empty())
        });
        view! {
            <button
                type="button"
                class="emoji__tab"
                role="tab"
                aria-selected=move || is_selected.get().to_string()
                tabindex=move || if self.tab.get() == index { "0" } else { "-1" }
                aria-label=name.clone()
                title=name
                on:click=move |_| self.show_tab(index)
            >
                {face}
            </button>
        }
    }

    fn show_tab(self, index: usize) {
        self.query.set(String::new());
        self.tab.set(index);
    }
}
