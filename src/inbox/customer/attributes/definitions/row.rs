//! One attribute in the window: what it is, and what can be done with it.

use leptos::prelude::*;
use recado_protocol::attribute::{self, AttributeChange, AttributeKind, Definition};
use recado_protocol::{AttributeId, Fields};

use super::deletion::deletion;
use super::form::form;
use super::{Desk, Opened};
use crate::locale::{Key, t, t_count, t_with};
use crate::markup::view;
use crate::reactive::{Signal, live, memo};
use crate::ui::{Icon, IconButton};

/// The place of what can be done with an attribute.
pub fn id_of(id: &AttributeId) -> String {
    format!("definition-{id}")
}

/// `first` is the definition as it came; what changes of it is read anew.
pub fn row(desk: Desk, first: Definition, index: ReadSignal<usize>) -> AnyView {
    let id = first.attribute.id.clone();
    let place = id_of(&id);
    let definition = memo(move || desk.definition(&id).unwrap_or_else(|| first.clone()));
    let name = move || definition.with(|it| it.attribute.name.clone());
    let kind = move || {
        definition.with(|it| {
            let mut words = vec![t(kind_name(it.attribute.kind))];
            if it.attribute.archived {
                words.push(t(Key::AttributeArchived));
            }
            words.push(t_count(Key::AttributeUsed, it.contacts));
            words.join(" · ")
        })
    };
    let called = move |key: Key| Signal::derive(move || t_with(key, &[("name", name().as_str())]));
    let open = move |opened: fn(AttributeId) -> Opened| {
        let id = definition.with_untracked(|it| it.attribute.id.clone());
        desk.register.wrong.set(None);
        desk.opened.set(Some(opened(id)));
    };
    let count = move || desk.all(<[_]>::len);
    let archive = move || {
        let now = definition.get_untracked().attribute;
        let change = AttributeChange {
            revision: now.revision,
            archived: Some(!now.archived),
            ..AttributeChange::default()
        };
        desk.change(attribute::definition(&now.id), Fields::of(&change), || {});
    };
    // What it is called says of which attribute; what it shows is the beginning of that.
    let archive_label = move |short: Key, short_back: Key, name: &str| {
        let key = if definition.with(|it| it.attribute.archived) {
            short_back
        } else {
            short
        };
        t_with(key, &[("name", name)])
    };
    let below = move || {
        let id = definition.with(|it| it.attribute.id.clone());
        match desk.opened.get() {
            Some(Opened::Edit(opened)) if opened == id => {
                form(desk, Some(definition.get_untracked()))
            }
            Some(Opened::Deletion(opened)) if opened == id => deletion(desk, definition),
            _ => ().into_any(),
        }
    };
    view! {
        <li class="definition">
            <div class="definition__head">
                <span class="definition__name" dir="auto">{name}</span>
                <span class="definition__kind">{kind}</span>
            </div>
            <div class="definition__deeds" id=place>
                <IconButton
                    icon=Icon::Pencil
                    label=called(Key::AttributeEditOne)
                    on_press=move || open(Opened::Edit)
                />
                <IconButton
                    icon=Icon::ChevronUp
                    label=called(Key::QueueUp)
                    disabled=Signal::derive(move || index.get() == 0)
                    on_press=move || desk.swap(index.get_untracked().wrapping_sub(1), true)
                />
                <IconButton
                    icon=Icon::ChevronDown
                    label=called(Key::QueueDown)
                    disabled=Signal::derive(move || index.get() + 1 >= count())
                    on_press=move || desk.swap(index.get_untracked(), false)
                />
                <button
                    type="button"
                    class="button"
                    aria-label=move || {
                        archive_label(Key::AttributeArchive, Key::AttributeRestore, &name())
                    }
                    on:click=move |_| archive()
                >
                    {move || archive_label(Key::DeedArchiveIt, Key::AttributeRestoreIt, "")}
                </button>
                <IconButton
                    icon=Icon::Trash
                    label=called(Key::QueueDelete)
                    on_press=move || open(Opened::Deletion)
                />
            </div>
            {live(below)}
        </li>
    }
}

pub const fn kind_name(kind: AttributeKind) -> Key {
    match kind {
        AttributeKind::Text => Key::AttributeText,
        AttributeKind::Number => Key::AttributeNumber,
        AttributeKind::Date => Key::AttributeDate,
        AttributeKind::List => Key::AttributeList,
        AttributeKind::Link => Key::AttributeLink,
        AttributeKind::Checkbox => Key::AttributeCheckbox,
        AttributeKind::Unknown => Key::StatusUnknown,
    }
}
