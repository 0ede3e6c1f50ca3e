//! The facts that can be changed, as fields in the place where they stand.

use leptos::{ev, html, prelude::*};
use recado_protocol::contact::{international_phone, is_email, plain_name};
use recado_protocol::merge::may_merge;
use recado_protocol::{ContactEdit, ContactId, Feature, Fields, Verb};

use super::merge::{Candidates, recent_merges};
use super::person::Person;
use super::unsaved::{Unsaved, use_unsaved};
use crate::keyboard::{Goal, use_keyboard};
use crate::later;
use crate::locale::{Key, number, t, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, memo, shown_while};
use crate::session::Intent;
use crate::ui::{Button, ButtonKind, FieldKind, TextField};

/// The fields in their order on the screen.
const FIELDS: [Field; 4] = [Field::Name, Field::Company, Field::Phone, Field::Email];

/// A fact about a contact that people can change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    Name,
    Company,
    Phone,
    Email,
    Comment,
}

impl Field {
    /// Every field, in the order in which a conflict names them.
    pub const EVERY: [Self; 5] = [
        Self::Name,
        Self::Company,
        Self::Phone,
        Self::Email,
        Self::Comment,
    ];

    pub const fn label(self) -> Key {
        match self {
            Self::Name => Key::CustomerName,
            Self::Company => Key::CustomerCompany,
            Self::Phone => Key::CustomerPhone,
            Self::Email => Key::CustomerEmail,
            Self::Comment => Key::CustomerComment,
        }
    }

    /// What an edit says of it.
    pub const fn of(self, edit: &ContactEdit) -> Option<&String> {
        match self {
            Self::Name => edit.name.as_ref(),
            Self::Company => edit.company.as_ref(),
            Self::Phone => edit.phone.as_ref(),
            Self::Email => edit.email.as_ref(),
            Self::Comment => edit.comment.as_ref(),
        }
    }

    /// An edit of this field alone, or of it too.
    pub fn put(self, edit: &mut ContactEdit, value: String) {
        *self.place(edit) = Some(value);
    }

    fn place(self, edit: &mut ContactEdit) -> &mut Option<String> {
        match self {
            Self::Name => &mut edit.name,
            Self::Company => &mut edit.company,
            Self::Phone => &mut edit.phone,
            Self::Email => &mut edit.email,
            Self::Comment => &mut edit.comment,
        }
    }

    /// What is typed as it is kept.
    fn plain(self, typed: &str) -> String {
        match self {
            Self::Name | Self::Company => plain_name(typed),
            Self::Phone => international_phone(typed).unwrap_or_else(|| typed.trim().to_owned()),
            Self::Email | Self::Comment => typed.trim().to_owned(),
        }
    }

    /// What is wrong with a value; `None` for a good one. Values have no spaces around them.
    pub fn mistake(self, value: &str) -> Option<String> {
        let most = if self == Self::Comment {
            ContactEdit::COMMENT_CHARS
        } else {
            ContactEdit::NAME_CHARS
        };
        match self {
            Self::Name if value.is_empty() => Some(t(Key::CustomerNameMissing)),
            Self::Phone if !value.is_empty() && international_phone(value).is_none() => {
                Some(t(Key::CustomerPhoneWrong))
            }
            Self::Email if !value.is_empty() && !is_email(value) => {
                Some(t(Key::CustomerEmailWrong))
            }
            Self::Name | Self::Company | Self::Comment if value.chars().nth(most).is_some() => {
                Some(t_with(Key::CustomerTooLong, &[("n", &number(most as u64))]))
            }
            _ => None,
        }
    }
}

/// Sends an edit of the contact, made on the revision that it names.
pub fn dispatch_edit(person: Person, edit: &ContactEdit) {
    person.session.dispatch(Intent::Write {
        conversation: person.conversation.get_value(),
        verb: Verb::Put,
        resource: ContactEdit::RESOURCE.to_owned(),
        body: Some(Fields::of(edit)),
    });
}

/// A form that is being filled in.
#[derive(Clone, Copy)]
struct Form {
    person: Person,
    unsaved: Unsaved,
    contact: StoredValue<ContactId>,
    /// The revision on which the edit is made: that of the moment when it was begun.
    revision: u64,
    /// What stood in the fields then.
    before: StoredValue<[String; 4]>,
    values: [RwSignal<String>; 4],
    /// Whether somebody tried to save: mistakes are said from then on.
    was_tried: RwSignal<bool>,
    is_open: RwSignal<bool>,
}

/// The fields with Save and Cancel; `is_open` turns false when either was pressed.
pub fn contact_form(person: Person, is_open: RwSignal<bool>) -> AnyView {
    let Some(contact) = person.contact.get_untracked() else {
        return ().into_any();
    };
    let (id, name) = (contact.id.clone(), contact.name.clone());
    let before = [
        contact.name,
        person.company.get_untracked().unwrap_or_default(),
        contact.phone.unwrap_or_default(),
        contact.email.unwrap_or_default(),
    ];
    let unsaved = use_unsaved();
    let begun = unsaved.of(person).form;
    let mut values = before.clone();
    for (value, field) in values.iter_mut().zip(FIELDS) {
        if let Some(begun) = field.of(&begun) {
            value.clone_from(begun);
        }
    }
    let is_new = values == before;
    let form = Form {
        person,
        unsaved,
        contact: StoredValue::new(id),
        revision: if is_new {
            contact.revision
        } else {
            begun.revision
        },
        values: values.map(RwSignal::new),
        before: StoredValue::new(before),
        was_tried: RwSignal::new(false),
        is_open,
    };
    let first = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(first) = first.get().filter(|_| is_new) {
            // A form that somebody has just opened takes the focus.
            let _ = first.focus();
        }
    });
    let fields: Vec<AnyView> = FIELDS
        .into_iter()
        .enumerate()
        .map(|(at, field)| {
            let error = Signal::derive(move || {
                form.was_tried
                    .get()
                    .then(|| field.mistake(&field.plain(&form.values[at].get())))
                    .flatten()
            });
            let (label, value, kind) = (field.label(), form.values[at], kind_of(field));
            if at == 0 {
                view! { <TextField label value kind error node_ref=first /> }
            } else {
                view! {
                    <TextField label value kind error />
                    {form.known_by(field)}
                }
            }
        })
        .collect();
    effect(move || form.keep());
    let has_changed = memo(move || form.changed_fields().next().is_some());
    // Its window closes this form too: what the fields say may be another contact's then.
    let is_merging = RwSignal::new(false);
    let session = person.session;
    let may_merge = memo(move || {
        session.can(&Feature::MERGE) && session.peek(|store| may_merge(store.me().role))
    });
    let can_merge = memo(move || !has_changed.get() && may_merge.get());
    use_keyboard().arrive(Goal::MergeContact, move || {
        is_merging.set(can_merge.get_untracked());
    });
    let recent = may_merge
        .get_untracked()
        .then(|| recent_merges(person, name, is_open));
    let merge = move || {
        view! {
            <Button
                label=Key::MergeOpen
                kind=ButtonKind::Quiet
                on_press=move || is_merging.set(true)
            />
        }
    };
    view! {
        <form
            class="contact-form"
            aria-label=move || t(Key::CustomerEdit)
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                form.save();
            }
            on:keydown=move |event| form.key(&event)
        >
            {fields}
            <div class="contact-form__buttons">
                {move || {
                    has_changed
                        .get()
                        .then(|| {
                            view! {
                                <Button label=Key::ActionSave kind=ButtonKind::Primary submit=true />
                            }
                        })
                }} <Button label=Key::ActionCancel on_press=move || is_open.set(false) />
                {move || can_merge.get().then(merge)}
            </div>
            {recent}
        </form>
        {shown_while(
            move || is_merging.get(),
            move || later::merge(person.conversation.get_value(), is_open),
        )}
    }
}

const fn kind_of(field: Field) -> FieldKind {
    match field {
        Field::Phone => FieldKind::Phone,
        _ => FieldKind::Text,
    }
}

impl Form {
    /// The fields that say something else than before. Reactive.
    fn changed_fields(self) -> impl Iterator<Item = (Field, String)> {
        FIELDS
            .into_iter()
            .enumerate()
            .filter_map(move |(at, field)| {
                let value = field.plain(&self.values[at].get());
                let is_same = self
                    .before
                    .with_value(|before| field.plain(&before[at]) == value);
                (!is_same).then_some((field, value))
            })
    }

    /// Keeps what is typed for whoever comes back to it. Reactive.
    fn keep(self) {
        let changed: Vec<Field> = self.changed_fields().map(|(field, _)| field).collect();
        self.unsaved.update(self.person, |begun| {
            begun.form.revision = self.revision;
            for (field, value) in FIELDS.into_iter().zip(self.values) {
                let kept = changed.contains(&field).then(|| value.get_untracked());
                *field.place(&mut begun.form) = kept;
            }
        });
    }

    /// Who else is known by the number or the address that is typed: two contacts may be one person.
    fn known_by(self, field: Field) -> Option<AnyView> {
        if !matches!(field, Field::Phone | Field::Email) {
            return None;
        }
        let others = Candidates::besides(self.person.session, Some(self.contact.get_value()));
        let wanted = memo(move || {
            let mut changed = self.changed_fields();
            let (_, value) = changed.find(|(of, _)| *of == field)?;
            (!value.is_empty() && field.mistake(&value).is_none()).then_some(value)
        });
        effect(move || others.look_for(wanted.get().unwrap_or_default()));
        let who = move || {
            let wanted = wanted.get()?.to_lowercase();
            let name = others.who(|contact| {
                let [phone, email] =
                    [&contact.phone, &contact.email].map(|it| it.as_deref().map(str::to_lowercase));
                let theirs = if field == Field::Phone { phone } else { email };
                theirs.as_deref() == Some(wanted.as_str())
            })?;
            Some(t_with(Key::NewKnownContact, &[("name", &name)]))
        };
        Some(view! { <p class="merge__hint bidi" role="status">{who}</p> })
    }

    fn save(self) {
        self.was_tried.set(true);
        let mut edit = ContactEdit {
            revision: self.revision,
            ..ContactEdit::default()
        };
        let mut has_changed = false;
        for (field, value) in untrack(|| self.changed_fields().collect::<Vec<_>>()) {
            if field.mistake(&value).is_some() {
                return;
            }
            field.put(&mut edit, value);
            has_changed = true;
        }
        if has_changed {
            dispatch_edit(self.person, &edit);
        }
        self.is_open.set(false);
    }

    /// Escape takes the edit back, and only the edit.
    fn key(self, event: &ev::KeyboardEvent) {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            event.stop_propagation();
            self.is_open.set(false);
        }
    }
}
