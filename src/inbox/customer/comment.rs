//! What the team says of the customer, who never sees it.

use leptos::{ev, prelude::*};
use recado_protocol::ContactEdit;

use super::contact_form::{Field, dispatch_edit};
use super::person::Person;
use super::unsaved::use_unsaved;
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, memo};
use crate::ui::{Button, ButtonKind, GrowingTextarea};

/// The element that says who sees it.
const HINT_ID: &str = "comment-hint";

/// A comment that is being written.
#[derive(Clone, Copy)]
struct Draft {
    person: Person,
    /// What was written; `None` as long as nobody writes.
    written: RwSignal<Option<String>>,
    /// The revision on which it is written.
    revision: StoredValue<u64>,
}

/// The comment: a text to read, and for those who can change it a field.
pub fn comment(person: Person) -> AnyView {
    let kept = memo(move || {
        person
            .contact
            .with(|contact| contact.as_ref()?.comment.clone())
            .unwrap_or_default()
    });
    let unsaved = use_unsaved();
    let begun = unsaved.of(person).comment;
    let draft = Draft {
        person,
        written: RwSignal::new(begun.comment),
        revision: StoredValue::new(begun.revision),
    };
    effect(move || {
        let written = draft.written.get();
        unsaved.update(person, |begun| {
            begun.comment.revision = draft.revision.get_value();
            begun.comment.comment = written;
        });
    });
    let can_edit = memo(move || person.can_edit());
    let value = Signal::derive(move || draft.written.get().unwrap_or_else(|| kept.get()));
    let has_changed = memo(move || value.get().trim() != kept.get().trim());
    let mistake = memo(move || Field::Comment.mistake(value.get().trim()));
    let buttons = move || {
        view! {
            <div class="contact-form__buttons">
                <Button
                    label=Key::ActionSave
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || mistake.with(Option::is_some))
                    on_press=move || draft.save()
                />
                <Button label=Key::ActionCancel on_press=move || draft.written.set(None) />
            </div>
        }
    };
    let field = move || {
        view! {
            <div class="comment">
                <GrowingTextarea
                    label=text(Key::CustomerComment)
                    value=value
                    on_input=move |written: String| draft.write(written)
                    on_keydown=move |event: ev::KeyboardEvent| draft.key(&event)
                    placeholder=text(Key::CustomerCommentPlaceholder)
                    described_by=HINT_ID
                />
                <p class="comment__hint" id=HINT_ID>{text(Key::CustomerCommentHint)}</p>
                <p class="field__error" role="alert">{mistake}</p>
                {move || has_changed.get().then(buttons)}
            </div>
        }
    };
    let shown = move || {
        view! {
            <p class="comment__text" dir="auto">
                {move || match kept.get() {
                    comment if comment.is_empty() => t(Key::CustomerNotGiven),
                    comment => comment,
                }}
            </p>
        }
    };
    view! { {move || if can_edit.get() { field() } else { shown() }} }
}

impl Draft {
    fn write(self, written: String) {
        if self.written.with_untracked(Option::is_none) {
            let revision = self
                .person
                .contact
                .with_untracked(|contact| contact.as_ref().map(|contact| contact.revision));
            self.revision.set_value(revision.unwrap_or_default());
        }
        self.written.set(Some(written));
    }

    fn save(self) {
        let Some(written) = self.written.get_untracked() else {
            return;
        };
        let comment = written.trim().to_owned();
        if Field::Comment.mistake(&comment).is_none() {
            let edit = ContactEdit {
                revision: self.revision.get_value(),
                comment: Some(comment),
                ..ContactEdit::default()
            };
            dispatch_edit(self.person, &edit);
            self.written.set(None);
        }
    }

    /// Escape takes what was written back, and Enter with Ctrl or Cmd keeps it.
    fn key(self, event: &ev::KeyboardEvent) {
        let is_save = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        let is_cancel = event.key() == "Escape" && self.written.with_untracked(Option::is_some);
        if event.is_composing() || !(is_save || is_cancel) {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if is_save {
            self.save();
        } else {
            self.written.set(None);
        }
    }
}
