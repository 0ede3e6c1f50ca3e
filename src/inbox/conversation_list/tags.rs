//! The marks of a row: company, waiting, priority, labels, and whose it is.

use leptos::prelude::*;
use recado_protocol::Priority;

use super::row_facts::Marks;
use crate::browser::clock;
use crate::locale::{Key, priority_name, t_with, waiting};
use crate::reactive::live;
use crate::ui::{Avatar, AvatarSize, Chip, ChipTone};

/// So many labels are shown; of the others there is only how many.
const MOST_LABELS: usize = 2;

/// The marks of a row, in one line.
pub fn tags(marks: Memo<Marks>) -> AnyView {
    live(move || {
        marks.with(|marks| {
            view! {
                <span class="conversation-row__tags">{chips(marks)}</span>
                {assignee(marks)}
            }
        })
    })
}

fn chips(marks: &Marks) -> Vec<AnyView> {
    let mut chips = Vec::new();
    if let Some(company) = marks.company.clone() {
        chips.push(view! { <Chip text=company tone=ChipTone::Company /> }.into_any());
    }
    if let Some(since) = marks.waiting_since {
        let text = Signal::derive(move || {
            t_with(
                Key::RowWaiting,
                &[("duration", &waiting(since, clock::minute().get()))],
            )
        });
        chips.push(view! { <Chip text tone=ChipTone::Waiting /> }.into_any());
    }
    if let Some(priority) = marks.priority {
        let text = Signal::derive(move || priority_name(priority));
        chips.push(view! { <Chip text tone=tone_of(priority) /> }.into_any());
    }
    for label in marks.labels.iter().take(MOST_LABELS).cloned() {
        chips.push(view! { <Chip text=label tone=ChipTone::Label /> }.into_any());
    }
    if let Some(more) = marks
        .labels
        .len()
        .checked_sub(MOST_LABELS)
        .filter(|more| *more > 0)
    {
        let all = marks.labels.join(", ");
        let title = Signal::derive(move || t_with(Key::RowLabels, &[("labels", &all)]));
        chips.push(
            view! { <span class="conversation-row__more-labels" title=title>{format!("+{more}")}</span> }
                .into_any(),
        );
    }
    chips
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
    Some(assignee.into_any())
}
