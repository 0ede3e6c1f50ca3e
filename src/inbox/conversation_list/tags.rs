//! The marks of a row: company, waiting, priority, labels, and whose it is.

use crate::markup::view;
use crate::reactive::{Memo, Signal, live};
use leptos::prelude::*;
use recado_protocol::Priority;

use super::row_facts::Marks;
use super::tag_room::{how_many_fit, width};
use crate::locale::{Key, number, priority_name, t_with};
use crate::ui::{Avatar, AvatarSize, Chip, ChipTone};

/// What of a row's width is not for its chips, and what the assignee takes of the rest, in CSS
/// pixels. The style sheet says the same.
const BESIDE_CHIPS: usize = 84;
const ASSIGNEE: usize = 28;
/// A company's name may be cut down to this before others have to go, in CSS pixels.
const COMPANY: f64 = 84.0;

/// The marks of a row, in one line of a list that is so many CSS pixels wide.
pub fn tags(marks: Memo<Marks>, list_width: Signal<usize>) -> AnyView {
    live(move || {
        marks.with(|marks| {
            let taken = BESIDE_CHIPS + marks.assignee.as_ref().map_or(0, |_| ASSIGNEE);
            let room = list_width.get().saturating_sub(taken);
            view! {
                <span class="conversation-row__tags">{chips(marks, room as f64)}</span>
                {assignee(marks)}
            }
        })
    })
}

/// As many as there is room for, and how many others there are. Who waits is always seen.
fn chips(marks: &Marks, room: f64) -> Vec<AnyView> {
    let company = marks.company.clone().map(|name| (name, ChipTone::Company));
    let priority = marks
        .priority
        .map(|priority| (priority_name(priority), tone_of(priority)));
    let labels = marks.labels.iter().cloned();
    let labels = labels.map(|label| (label, ChipTone::Label));
    let mut shown: Vec<_> = company.into_iter().chain(priority).chain(labels).collect();
    let widths: Vec<_> = shown
        .iter()
        .map(|(word, tone)| match tone {
            ChipTone::Company => width(word).min(COMPANY),
            _ => width(word),
        })
        .collect();
    let waiting = marks.waiting.as_ref().map(|duration| {
        let words = t_with(Key::RowWaiting, &[("duration", duration)]);
        (words, ChipTone::Waiting)
    });
    let room = room - waiting.as_ref().map_or(0.0, |(words, _)| width(words));
    let others = shown.split_off(how_many_fit(&widths, room));
    if let Some(waiting) = waiting {
        let behind_company = usize::from(marks.company.is_some()).min(shown.len());
        shown.insert(behind_company, waiting);
    }
    let chip = |(text, tone)| view! { <Chip text=Signal::stored(text) tone /> };
    let count = (!others.is_empty()).then(|| {
        let words: Vec<_> = others.iter().map(|(word, _)| word.as_str()).collect();
        let count = format!("+{}", number(others.len() as u64));
        view! { <span class="conversation-row__more-tags" title=words.join(", ")>{count}</span> }
    });
    shown.into_iter().map(chip).chain(count).collect()
}

const fn tone_of(priority: Priority) -> ChipTone {
    match priority {
        Priority::Urgent => ChipTone::Danger,
        Priority::High => ChipTone::Waiting,
        Priority::Low | Priority::Medium | Priority::Unknown => ChipTone::Plain,
    }
}

fn assignee(marks: &Marks) -> Option<AnyView> {
    let (id, name) = marks.assignee.clone()?;
    let words = Signal::derive({
        let name = name.clone();
        move || t_with(Key::RowAssignedTo, &[("name", &name)])
    });
    let assignee = view! {
        <span class="conversation-row__assignee" title=words>
            <Avatar name=name seed=id.to_string() size=AvatarSize::Tiny />
            <span class="visually-hidden">{words}</span>
        </span>
    };
    Some(assignee)
}
