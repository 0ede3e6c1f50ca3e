//! The list above the text. The focus stays in the text: the field says which line is meant.

use std::rc::Rc;

use leptos::prelude::*;
use recado_protocol::prepared::variables::unfilled;
use web_sys::{KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::offer::{Face, Offer};
use super::source::Source;
use super::{Mark, Suggestions};
use crate::inbox::composer::insertion::{self, Edit};
use crate::inbox::composer::prepared;
use crate::locale::{Key, t, t_count, t_with};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, effect, memo};
use crate::ui::{Avatar, AvatarSize, Axis, Button, roving, use_toaster};

/// The list that the field controls.
const LIST_ID: &str = "composer-suggestions";
/// What the field says of itself while the list is there.
const FIELD_SAYS: [(&str, &str); 3] = [
    ("aria-autocomplete", "list"),
    ("aria-haspopup", "listbox"),
    ("aria-controls", LIST_ID),
];
const ACTIVE: &str = "aria-activedescendant";

/// How something that is chosen comes into the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum As {
    /// The link of an article; the text of a reply.
    Usual,
    /// The text of an article.
    Text,
}

/// The list of what fits the word before the caret.
#[component]
pub fn SuggestionList(suggestions: Suggestions, mark: Mark) -> impl IntoView {
    let list = List::open(suggestions, mark);
    let label = match mark {
        Mark::CannedReply => Key::ComposerCanned,
        Mark::Article => Key::ComposerArticles,
        Mark::Mention | Mark::Emoji => Key::ComposerCompletions,
    };
    view! {
        <div
            class="suggestions"
            hidden=move || list.offers.with(Vec::is_empty) && list.trouble().is_none()
            // The focus stays in the text.
            on:mousedown=move |event| event.prevent_default()
        >
            {move || list.trouble().map(|key| view! { <p class="suggestions__trouble" role="status">{t(key)}</p> })}
            <ul class="suggestions__list" id=LIST_ID role="listbox" aria-label=label>
                {move || {
                    list.offers.get().into_iter().enumerate().map(|(index, offer)| list.line(index, offer)).collect::<Vec<_>>()
                }}
            </ul>
            {(mark == Mark::Article).then(|| list.preview())}
        </div>
    }
}

#[derive(Clone, Copy)]
struct List {
    suggestions: Suggestions,
    mark: Mark,
    offers: Memo<Vec<Offer>>,
    /// Why nothing can be offered.
    trouble: Memo<Option<Key>>,
    /// Whether what can be offered is on its way.
    is_coming: Memo<bool>,
    active: RwSignal<usize>,
}

impl List {
    fn open(suggestions: Suggestions, mark: Mark) -> Self {
        let query = memo(move || {
            let query = suggestions
                .trigger
                .with(|it| it.as_ref().map(|it| it.query.clone()));
            query.unwrap_or_default()
        });
        let source = Source::of(mark, suggestions.desk.writing.session(), query);
        let list = Self {
            suggestions,
            mark,
            offers: source.offers,
            trouble: memo(move || source.is_missing.get().then_some(Key::PreparedMissing)),
            is_coming: source.is_coming,
            active: RwSignal::new(0),
        };
        list.speak();
        list.listen();
        list
    }

    fn trouble(self) -> Option<Key> {
        self.trouble.get()
    }

    /// Says how many there are, whenever that changes, and begins at the first again.
    fn speak(self) {
        let toaster = use_toaster();
        let count = memo(move || self.offers.with(Vec::len));
        effect(move || {
            self.offers.with(|_| ());
            self.active.set(0);
        });
        effect(move || {
            if count.get() > 0 {
                toaster.announce(t_count(Key::ComposerSuggestions, count.get() as u64));
            }
        });
    }

    /// Takes keys from the field, and lets the field say what is meant, as long as the list is there.
    fn listen(self) {
        let suggestions = self.suggestions;
        suggestions
            .on_key
            .set_value(Some(Rc::new(move |event| self.key(event))));
        let field = suggestions.desk.field;
        effect(move || {
            let Some(field) = field.get() else { return };
            for (name, value) in FIELD_SAYS {
                // Names and values are fit for attributes.
                let _ = field.set_attribute(name, value);
            }
            let active = self.active.get();
            if active < self.offers.with(Vec::len) {
                let _ = field.set_attribute(ACTIVE, &line_id(active));
                scroll_to(active);
            } else {
                let _ = field.remove_attribute(ACTIVE);
            }
        });
        on_cleanup(move || {
            // The composer may be gone with the list.
            suggestions
                .on_key
                .try_update_value(|handler| handler.take());
            if let Some(Some(field)) = field.try_get_untracked() {
                for name in FIELD_SAYS.map(|(name, _)| name).into_iter().chain([ACTIVE]) {
                    let _ = field.remove_attribute(name);
                }
            }
        });
    }

    fn key(self, event: &KeyboardEvent) -> bool {
        let key = event.key();
        let count = self.offers.with_untracked(Vec::len);
        if event.is_composing() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return false;
        }
        let taken = match key.as_str() {
            "Escape" => {
                self.suggestions.close();
                true
            }
            "Enter" if self.is_coming.get_untracked() => true,
            "Enter" | "Tab" if count > 0 => {
                let how = if event.shift_key() {
                    As::Text
                } else {
                    As::Usual
                };
                // Shift with either does what it does without a list of articles.
                let is_meant = how == As::Usual || self.mark == Mark::Article && key == "Enter";
                if is_meant {
                    self.choose(self.active.get_untracked(), how);
                }
                is_meant
            }
            "Enter" if count == 0 && self.is_a_slip() => true,
            "ArrowDown" | "ArrowUp" if count > 0 => {
                let now = self.active.get_untracked();
                if let Some(next) = roving(&key, now, count, Axis::Vertical) {
                    self.active.set(next);
                }
                true
            }
            _ => false,
        };
        if taken {
            event.prevent_default();
            event.stop_propagation();
        }
        taken
    }

    /// Whether nothing stands there but the name of a canned reply that does not exist: a customer would wonder. Says
    /// so once; the next press sends it.
    fn is_a_slip(self) -> bool {
        let desk = self.suggestions.desk;
        let name = self.suggestions.trigger.with_untracked(|trigger| {
            let trigger = trigger.as_ref()?;
            Some(format!("{}{}", trigger.mark.letter(), trigger.query))
        });
        let text = untrack(|| desk.writing.text());
        let slipped = name.filter(|name| self.mark == Mark::CannedReply && text.trim() == name);
        if let Some(name) = &slipped {
            self.suggestions.close();
            desk.toaster
                .notice(t_with(Key::ComposerNoCanned, &[("name", name)]));
        }
        slipped.is_some()
    }

    /// Puts something in the place of the word that asked for it.
    fn choose(self, index: usize, how: As) {
        let offer = self
            .offers
            .with_untracked(|offers| offers.get(index).cloned());
        let trigger = self.suggestions.trigger.get_untracked();
        let field = self.suggestions.desk.field.get_untracked();
        let (Some(offer), Some(trigger), Some(field)) = (offer, trigger, field) else {
            return;
        };
        let writing = self.suggestions.desk.writing;
        let text = match (self.mark, how) {
            (Mark::CannedReply, _) => {
                let for_team = untrack(|| writing.is_note());
                prepared::fill(
                    writing.session(),
                    &writing.conversation(),
                    &offer.with,
                    for_team,
                )
                .text
            }
            (Mark::Article, As::Text) => offer.text,
            _ => offer.with,
        };
        let place = trigger.start;
        // What nobody knows is selected: the next letters replace it.
        let selected = unfilled(&text)
            .first()
            .map_or(text.len()..text.len(), Clone::clone);
        self.suggestions.close();
        insertion::apply(
            &field,
            &Edit {
                replaced: place..trigger.end,
                selected: place + selected.start..place + selected.end,
                with: text,
            },
        );
    }

    fn line(self, index: usize, offer: Offer) -> AnyView {
        let is_active = move || self.active.get() == index;
        let detail = (!offer.detail.is_empty()).then(|| {
            view! { <span class="suggestions__detail">{offer.detail.clone()}</span> }
        });
        let text = (!offer.text.is_empty()).then(|| {
            view! {
                <span class="suggestions__text truncate" dir="auto">{offer.line()}</span>
            }
        });
        let face = offer.face.map(|face| match face {
            Face::Letters(letters) => {
                view! { <span class="suggestions__face" aria-hidden="true">{letters}</span> }
            }
            Face::Avatar(seed) => {
                view! { <Avatar name=offer.title.clone() seed size=AvatarSize::Tiny /> }
            }
        });
        view! {
            <li
                class="suggestions__line"
                id=line_id(index)
                role="option"
                aria-selected=move || if is_active() { "true" } else { "false" }
                // A list that appears under the pointer is not pointed at.
                on:pointermove=move |_| self.active.set(index)
                on:click=move |_| self.choose(index, As::Usual)
            >
                <span class="suggestions__head">
                    {face}
                    <span class="suggestions__title truncate" dir="auto">{offer.title}</span>
                    {detail}
                </span>
                {text}
            </li>
        }
    }

    /// The article that is meant, to be read before it is chosen.
    fn preview(self) -> AnyView {
        let meant = memo(move || {
            let active = self.active.get();
            self.offers.with(|offers| offers.get(active).cloned())
        });
        view! {
            <div class="suggestions__preview" role="group" aria-label=Key::ComposerPreview>
                {move || {
                    meant.get().map(|offer| view! {
                        <p class="suggestions__title" dir="auto">{offer.title}</p>
                        <p class="suggestions__article" dir="auto">{offer.text}</p>
                        <p class="suggestions__link truncate">{offer.with}</p>
                    })
                }}
                <div class="suggestions__actions">
                    <Button
                        label=Key::ComposerInsertLink
                        on_press=move || self.choose(self.active.get_untracked(), As::Usual)
                    />
                    <Button
                        label=Key::ComposerInsertText
                        on_press=move || self.choose(self.active.get_untracked(), As::Text)
                    />
                    <span class="suggestions__keys" aria-hidden="true">{Key::ComposerArticleKeys}</span>
                </div>
            </div>
        }
    }
}

fn line_id(index: usize) -> String {
    format!("{LIST_ID}-{index}")
}

fn scroll_to(index: usize) {
    if let Some(line) = document().get_element_by_id(&line_id(index)) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        line.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
