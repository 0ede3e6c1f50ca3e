//! The fields of each kind.

use leptos::prelude::*;
use recado_protocol::message::rich::Bounds;
use recado_protocol::message::rich::email::is_address;

use super::draft::{Draft, INPUTS, Line, Part, has_links};
use super::faults::{is_degrees, is_link};
use super::fields::{line, lines, too_long, unless};
use super::kind::{Kind, PartWords};
use crate::locale::{Key, number, t_with, text};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, live, memo};
use crate::ui::{Button, Icon, IconButton, KeyedRow, keyed_rows, unique_id};

/// How a question can be answered, in the order of [`INPUTS`].
const INPUT_NAMES: [Key; 6] = [
    Key::StructuredInputText,
    Key::StructuredInputEmail,
    Key::StructuredInputPhone,
    Key::StructuredInputNumber,
    Key::StructuredInputDate,
    Key::StructuredInputChoice,
];
const CHOICE_INPUT: usize = INPUTS.len() - 1;

/// The bounds of the kind that is composed.
type Limits = Memo<Option<Bounds>>;

/// The fields of the kind that is chosen.
pub fn form(draft: Draft, limits: Limits) -> AnyView {
    live(move || {
        let kind = draft.kind.get()?;
        Some(match kind {
            Kind::Location => place(draft),
            Kind::ContactCard => contact(draft, limits),
            _ => question(draft, kind, limits),
        })
    })
}

fn bound(
    limits: Limits,
    read: impl Fn(&Bounds) -> u32 + Copy + Send + Sync + 'static,
) -> impl Fn() -> Option<u32> + Copy + Send + Sync + 'static {
    move || limits.get().as_ref().map(read)
}

fn place(draft: Draft) -> AnyView {
    let degrees = |value: RwSignal<String>, most: u32| {
        let is_good = move |text: &str| is_degrees(&text.replace(',', "."), most);
        unless(value, is_good, Key::StructuredBadDegrees)
    };
    let none = Signal::derive(|| None);
    view! {
        {line(Key::StructuredLatitude, draft.latitude, degrees(draft.latitude, 90))}
        {line(Key::StructuredLongitude, draft.longitude, degrees(draft.longitude, 180))}
        {line(Key::StructuredPlace, draft.text, none)}
    }
}

fn contact(draft: Draft, limits: Limits) -> AnyView {
    let most = bound(limits, |bounds| bounds.heading);
    view! {
        {line(Key::StructuredName, draft.text, too_long(draft.text, most))}
        {line(Key::StructuredPhone, draft.phone, too_long(draft.phone, most))}
        {line(
            Key::StructuredEmail,
            draft.email,
            unless(draft.email, is_address, Key::StructuredBadEmail),
        )}
        {line(Key::StructuredCompany, draft.company, too_long(draft.company, most))}
    }
}

/// A text, and what can be chosen or answered below it.
fn question(draft: Draft, kind: Kind, limits: Limits) -> AnyView {
    let most_text = bound(limits, |bounds| bounds.text);
    let most_title = bound(limits, |bounds| bounds.title);
    let opens = (kind == Kind::List).then(|| {
        line(
            Key::StructuredOpens,
            draft.button,
            too_long(draft.button, most_title),
        )
    });
    let below = match kind.part() {
        Some(words) => parts(draft, kind, words, limits),
        None => live(move || {
            let first = draft.parts.with(|parts| parts.first().copied())?;
            Some(choices(draft, first, kind, limits))
        }),
    };
    view! {
        {lines(Key::StructuredText, draft.text, too_long(draft.text, most_text))}
        {opens}
        {below}
    }
}

/// Sections, cards or questions, and the button that adds one.
fn parts(draft: Draft, kind: Kind, words: PartWords, limits: Limits) -> AnyView {
    let rows = move || -> Vec<KeyedRow> {
        let parts = draft.parts.get();
        let row = |part: &Part| {
            let part = *part;
            KeyedRow::new(part.key.to_string(), move |place| {
                one_part(draft, part, kind, words, limits, place)
            })
        };
        parts.iter().map(row).collect()
    };
    let is_full = Signal::derive(move || {
        let count = draft.parts.with(Vec::len) as u64;
        limits
            .get()
            .is_some_and(|limits| count >= u64::from(limits.parts))
    });
    view! {
        {keyed_rows(rows)}
        <div>
            <Button label=words.add disabled=is_full on_press=move || focus(draft.add_part()) />
        </div>
    }
}

fn one_part(
    draft: Draft,
    part: Part,
    kind: Kind,
    words: PartWords,
    limits: Limits,
    place: ReadSignal<usize>,
) -> AnyView {
    let name = Signal::derive(move || t_with(words.one, &[("n", &number(place.get() as u64 + 1))]));
    let remove = Signal::derive(move || t_with(Key::StructuredRemove, &[("what", &name.get())]));
    let heading = too_long(part.heading, bound(limits, |bounds| bounds.heading));
    let most_text = bound(limits, |bounds| bounds.description);
    let inside = match kind {
        Kind::Cards => view! {
            {line(Key::StructuredText, part.text, too_long(part.text, most_text))}
            {choices(draft, part, kind, limits)}
        },
        Kind::Form => answer(draft, part, kind, limits),
        _ => choices(draft, part, kind, limits),
    };
    view! {
        <fieldset class="structured__part" data-key=part.key.to_string()>
            <legend class="structured__legend">{name}</legend>
            <span class="structured__remove">
                <IconButton
                    icon=Icon::Trash
                    label=remove
                    small=true
                    on_press=move || draft.remove_part(part.key)
                />
            </span>
            {line(words.heading, part.heading, heading)}
            {inside}
        </fieldset>
    }
}

/// How a question is answered.
fn answer(draft: Draft, part: Part, kind: Kind, limits: Limits) -> AnyView {
    let id = unique_id("structured-input");
    let options: Vec<AnyView> = INPUT_NAMES
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let is_chosen = move || part.input.get() == index;
            view! {
                <option value=index.to_string() prop:selected=is_chosen>
                    {text(name)}
                </option>
            }
        })
        .collect();
    let has_choices = memo(move || part.input.get() == CHOICE_INPUT);
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{text(Key::StructuredAnswer)}</label>
            <select
                class="field__input"
                id=id
                on:change=move |event| {
                    let chosen = event_target_value(&event).parse::<usize>().unwrap_or_default();
                    part.input.set(chosen.min(CHOICE_INPUT));
                }
            >
                {options}
            </select>
        </div>
        <label class="structured__check">
            <input
                type="checkbox"
                prop:checked=part.is_required
                on:change=move |_| part.is_required.update(|is_required| *is_required = !*is_required)
            />
            <span>{text(Key::StructuredRequired)}</span>
        </label>
        {live(move || has_choices.get().then(|| choices(draft, part, kind, limits)))}
    }
}

/// The choices of one part, and the button that adds one.
fn choices(draft: Draft, part: Part, kind: Kind, limits: Limits) -> AnyView {
    let rows = move || -> Vec<KeyedRow> {
        let lines = part.lines.get();
        let row = |line: &Line| {
            let line = *line;
            KeyedRow::new(line.key.to_string(), move |place| {
                one_choice(part, line, kind, limits, place)
            })
        };
        lines.iter().map(row).collect()
    };
    let is_full = Signal::derive(move || {
        let count = part.lines.with(Vec::len) as u64;
        limits
            .get()
            .is_some_and(|limits| count >= u64::from(limits.choices))
    });
    view! {
        {keyed_rows(rows)}
        <div>
            <Button
                label=Key::StructuredAddChoice
                disabled=is_full
                on_press=move || focus(draft.add_line(part))
            />
        </div>
    }
}

fn one_choice(
    part: Part,
    choice: Line,
    kind: Kind,
    limits: Limits,
    place: ReadSignal<usize>,
) -> AnyView {
    let name = Signal::derive(move || {
        t_with(
            Key::StructuredChoice,
            &[("n", &number(place.get() as u64 + 1))],
        )
    });
    let remove = Signal::derive(move || t_with(Key::StructuredRemove, &[("what", &name.get())]));
    let title = too_long(choice.title, bound(limits, |bounds| bounds.title));
    let description = (kind == Kind::List).then(|| {
        let most = bound(limits, |bounds| bounds.description);
        let error = too_long(choice.description, most);
        line(Key::StructuredDescription, choice.description, error)
    });
    let link = has_links(kind).then(|| {
        let error = unless(choice.url, is_link, Key::StructuredBadLink);
        line(Key::StructuredLink, choice.url, error)
    });
    view! {
        <div
            class="structured__choice"
            role="group"
            aria-label=name
            data-key=choice.key.to_string()
        >
            {line(Key::StructuredChoiceTitle, choice.title, title)}
            {description}
            {link}
            <IconButton
                icon=Icon::Close
                label=remove
                small=true
                on_press=move || part.remove_line(choice.key)
            />
        </div>
    }
}

/// The first field of what was just added has the focus.
fn focus(key: u32) {
    request_animation_frame(move || {
        let added = document().query_selector(&format!("[data-key='{key}'] input"));
        if let Ok(Some(field)) = added {
            use wasm_bindgen::JsCast;
            let _ = field.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}
