//! Structured messages: questions with buttons, lists, cards, forms, places and contacts, composed in
//! a window, looked at as the customer will see them, and sent.

mod draft;
mod faults;
mod fields;
mod form;
mod kind;
mod refill;

use leptos::prelude::*;
use recado_protocol::message::rich::Bounds;
use recado_protocol::{Feature, Fields, More, OutgoingContent, Rich, RichContent, Timestamp};

use super::Desk;
use crate::inbox::chat::structured_preview;
use crate::inbox::send_later::SendLaterDialog;
use crate::later::{self, Form};
use crate::locale::{Key, listed, number, t, t_count, t_count_with, t_with, text};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, StoredValue, effect, live, memo, shown_while};
use crate::session::Intent;
use crate::ui::{Button, ButtonKind, Icon, drawing, unique_id};
use draft::Draft;
use form::form;
pub use kind::Kind;

/// The drawing of its button: a question with two choices below it.
const FACE: &str = "M3.5 3.5h13v6h-13zM3.5 12.5h5.5v4H3.5zM11 12.5h5.5v4H11z";

/// The structured message of one composer.
#[derive(Clone, Copy)]
pub struct Structured {
    desk: Desk,
    open: RwSignal<bool>,
    /// Made when the window is first opened, and there for as long as the composer.
    draft: StoredValue<Option<Draft>>,
    owner: StoredValue<Option<Owner>>,
}

impl Structured {
    pub(super) fn of(desk: Desk) -> Self {
        let structured = Self {
            desk,
            open: RwSignal::new(false),
            draft: StoredValue::new(None),
            owner: StoredValue::new(Owner::current()),
        };
        effect(move || {
            if desk.writing.returned.with(Option::is_some) {
                structured.open.set(true);
            }
        });
        structured
    }

    fn draft(self) -> Draft {
        if let Some(draft) = self.draft.get_value() {
            return draft;
        }
        let owner = self.owner.get_value().unwrap_or_default();
        let draft = owner.with(Draft::new);
        self.draft.set_value(Some(draft));
        draft
    }

    /// The kinds that the channel carries. Reactive.
    fn offered(self) -> Vec<Kind> {
        let writing = self.desk.writing;
        let limits = writing.session().limits_in(&writing.conversation());
        Kind::carried(&limits)
    }

    /// How much of the chosen kind the channel carries. Reactive.
    fn bounds(self) -> Option<Bounds> {
        let writing = self.desk.writing;
        let limits = writing.session().limits_in(&writing.conversation());
        Some(self.draft().kind.get()?.bounds(&limits))
    }
}

/// The button that opens the window, where the channel carries any of them.
pub fn structured_button(structured: Structured) -> AnyView {
    let writing = structured.desk.writing;
    let label = move || t(Key::Structured);
    shown_while(
        move || !writing.is_note() && !structured.offered().is_empty(),
        move || {
            view! {
                <button
                    type="button"
                    class="button button--quiet button--icon"
                    aria-label=label
                    title=label
                    aria-haspopup="dialog"
                    disabled=move || writing.is_closed()
                    on:click=move |_| structured.open.set(true)
                >
                    {drawing(FACE)}
                </button>
            }
        },
    )
}

/// The window, which stands outside of the composer: it has a form of its own.
pub fn structured_dialog(structured: Structured) -> AnyView {
    let (open, title) = (structured.open, Key::Structured);
    later::window(open, title, "dialog--wide", Form::Structured(structured))
}

/// What stands in that window.
#[component]
pub fn StructuredContent(structured: Structured) -> impl IntoView {
    let draft = structured.draft();
    let offered = untrack(|| structured.offered());
    let is_offered = |kind: Kind| offered.contains(&kind);
    if !draft.kind.get_untracked().is_some_and(is_offered) {
        draft.turn_to(offered.first().copied());
    }
    effect(move || structured.take_returned());
    let content = memo(move || draft.content());
    let bounds = memo(move || structured.bounds());
    let missing = memo(move || {
        content.with(|content| content.as_ref().map(faults::missing).unwrap_or_default())
    });
    let cannot_send = Signal::derive(move || {
        let fits = content.with(|content| match (content, bounds.get()) {
            (Some(content), Some(bounds)) => faults::fits(content, &bounds),
            _ => false,
        });
        !fits || missing.with(|missing| !missing.is_empty()) || structured.desk.writing.is_closed()
    });
    let submit = move || {
        if !untrack(|| cannot_send.get())
            && let Some(content) = content.get_untracked()
        {
            send(structured, &content, None);
        }
    };
    let is_choosing_time = RwSignal::new(false);
    let session = structured.desk.writing.session();
    let can_schedule = memo(move || session.can(&Feature::SCHEDULE));
    let send_later = move |at: Timestamp| {
        if let Some(content) = content.get_untracked() {
            send(structured, &content, Some(at));
        }
    };
    view! {
        <form
            class="structured"
            on:submit=move |event| {
                event.prevent_default();
                event.stop_propagation();
                submit();
            }
        >
            <div class="structured__fields">
                {kinds(draft, &offered)}
                {live(move || bounds.get().map(|bounds| limits_sentence(draft, &bounds)))}
                {form(draft, bounds)}
            </div>
            <div class="structured__side">
                {preview(content)}
                <p class="structured__missing" role="status">
                    {move || missing.with(|missing| still_missing(missing))}
                </p>
                <div class="structured__buttons">
                    {shown_while(
                        move || can_schedule.get(),
                        move || {
                            view! {
                                <Button
                                    label=Key::ComposerSendLater
                                    icon=Icon::Clock
                                    disabled=cannot_send
                                    on_press=move || is_choosing_time.set(true)
                                />
                            }
                        },
                    )}
                    <Button
                        label=Key::ComposerSend
                        icon=Icon::Send
                        kind=ButtonKind::Primary
                        submit=true
                        disabled=cannot_send
                    />
                </div>
            </div>
        </form>
        <SendLaterDialog
            open=is_choosing_time
            title=Key::ComposerSendLaterTitle
            until=Signal::derive(move || structured.desk.writing.channel.window.get().end())
            on_choose=send_later
        />
    }
}

fn send(structured: Structured, content: &RichContent, send_at: Option<Timestamp>) {
    let writing = structured.desk.writing;
    writing.session().dispatch(Intent::Send {
        conversation: writing.conversation(),
        content: OutgoingContent::Rich(Rich::of(content)),
        more: send_at.map(|_| {
            Fields::of(&More {
                send_at,
                ..More::default()
            })
        }),
    });
    structured.open.set(false);
    structured.draft().clear();
}

/// The choice between the kinds.
fn kinds(draft: Draft, offered: &[Kind]) -> AnyView {
    let id = unique_id("structured-kind");
    let options: Vec<AnyView> = offered
        .iter()
        .map(|&kind| {
            let is_chosen = move || draft.kind.get() == Some(kind);
            view! {
                <option value=kind.word() prop:selected=is_chosen>
                    {text(kind.name())}
                </option>
            }
        })
        .collect();
    let choose = move |event| {
        let word = event_target_value(&event);
        draft.turn_to(Kind::of(&word));
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{text(Key::StructuredKind)}</label>
            <select class="field__input" id=id on:change=choose>{options}</select>
        </div>
    }
}

/// What the channel takes, before anything is written.
fn limits_sentence(draft: Draft, bounds: &Bounds) -> AnyView {
    let kind = draft.kind.get();
    let chars = |count: u32| t_count(Key::StructuredLimitText, u64::from(count));
    let mut said = Vec::new();
    match kind {
        Some(Kind::Location | Kind::ContactCard) | None => {}
        Some(kind) => {
            said.push(chars(bounds.text));
            let parts = match kind {
                Kind::Cards => Some(Key::StructuredLimitCards),
                Kind::Form => Some(Key::StructuredLimitQuestions),
                _ => None,
            };
            said.extend(parts.map(|key| t_count(key, u64::from(bounds.parts))));
            if kind != Kind::Form {
                let title = number(u64::from(bounds.title));
                let values = [("chars", title.as_str())];
                let choices = u64::from(bounds.choices);
                said.push(t_count_with(Key::StructuredLimitChoices, choices, &values));
            }
        }
    }
    view! { <p class="structured__limits">{said.join(" ")}</p> }
}

/// The message as it will stand in the conversation.
fn preview(content: Memo<Option<RichContent>>) -> AnyView {
    let drawn = live(move || content.with(|content| content.as_ref().map(structured_preview)));
    let is_blank = move || content.with(|content| content.as_ref().is_none_or(faults::is_blank));
    view! {
        <section class="structured__preview" aria-label=Key::ComposerPreview hidden=is_blank>
            <div class="message message--ours">
                <div class="bubble">
                    <div class="bubble__body bubble__body--rich" dir="auto">
                        {drawn}
                    </div>
                </div>
            </div>
        </section>
    }
}

/// Which fields are blank, by their labels.
fn still_missing(missing: &[Key]) -> Option<String> {
    let labels: Vec<String> = missing.iter().map(|&label| t(label)).collect();
    (!labels.is_empty()).then(|| t_with(Key::TemplatesMissing, &[("fields", &listed(&labels))]))
}
