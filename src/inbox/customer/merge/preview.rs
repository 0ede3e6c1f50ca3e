//! The result before it is one: what is kept of both, with a choice where they differ, and which conversations come
//! together.

use leptos::prelude::*;
use recado_protocol::merge::MergeField;
use recado_protocol::{CompanyId, Contact, Conversation};

use super::choice::Kept;
use super::{Both, Merging, Side, label};
use crate::browser::clock;
use crate::inbox::customer::attributes::value_text;
use crate::locale::{Key, ago, full_date_time, status_name, t, t_count, t_with, text};
use crate::markup::view;
use crate::reactive::RwSignal;
use crate::ui::{Button, ButtonKind, unique_id};

/// So many conversations are named.
const NAMED: usize = 6;

impl Merging {
    /// The second step: what comes of it. Untracked.
    pub fn preview(self, both: &Both) -> AnyView {
        let names = [
            ("name", both.stays.name.as_str()),
            ("other", &both.goes.name),
        ];
        let intro = t_with(Key::MergeIntro, &names);
        let facts: Vec<AnyView> = MergeField::EVERY
            .into_iter()
            .filter_map(|field| self.fact(both, field))
            .chain(both.attributes.iter().map(attribute))
            .collect();
        let count = both.talks.len() as u64;
        let talks = both.talks.iter().take(NAMED);
        let talks: Vec<AnyView> = talks.map(|talk| self.talk(talk)).collect();
        let hidden = both.talks.len().saturating_sub(NAMED);
        let more = (hidden > 0).then(|| {
            view! { <li>{t_count(Key::MergeMoreTalks, hidden as u64)}</li> }
        });
        let asked = both.clone();
        // The list that was chosen from is gone: the focus goes to what came of it.
        let focus = |form: web_sys::Element| {
            use wasm_bindgen::JsCast as _;
            request_animation_frame(move || {
                if let Ok(form) = form.dyn_into::<web_sys::HtmlElement>() {
                    // What can't take the focus leaves it where it was.
                    let _ = form.focus();
                }
            });
        };
        view! {
            <form
                class="merge__form"
                tabindex="-1"
                aria-label=text(Key::MergePreview)
                use:focus
                on:submit=move |event| {
                    event.prevent_default();
                    self.merge(&asked);
                }
            >
                <p class="bidi">{intro}</p>
                {facts}
                <h3 class="merge__heading">{t_count(Key::MergeTalks, count)}</h3>
                <ul class="merge__talks">{talks} {more}</ul>
                <p class="merge__hint">{t(Key::MergeHint)}</p>
                <div class="message-window__buttons">
                    <Button
                        label=Key::MergeBack
                        disabled=self.is_busy
                        on_press=move || {
                            self.failure.set(None);
                            self.both.set(None);
                        }
                    />
                    <Button
                        label=Key::MergeConfirm
                        kind=ButtonKind::Primary
                        disabled=self.is_busy
                        submit=true
                    />
                </div>
            </form>
        }
    }

    /// What is kept in one place; nothing where neither has anything.
    fn fact(self, both: &Both, field: MergeField) -> Option<AnyView> {
        let (stays, goes) = (
            self.shown(field, &both.stays),
            self.shown(field, &both.goes),
        );
        let mut choices = both.choices.iter();
        if let Some((_, side)) = choices.find(|(of, _)| *of == field) {
            let mut options = vec![(Side::Stays, stays?), (Side::Goes, goes?)];
            if field == MergeField::Comment {
                options.push((Side::Joined, t(Key::MergeJoined)));
            }
            return Some(choice(t(label(field)), *side, options));
        }
        if field == MergeField::Picture {
            return None;
        }
        Some(known(t(label(field)), stays.or(goes)?))
    }

    fn shown(self, field: MergeField, contact: &Contact) -> Option<String> {
        let value = field.of(contact)?;
        if field != MergeField::Company {
            return Some(value);
        }
        let id = CompanyId::new(value);
        self.session
            .peek(|store| store.company(&id).map(|company| company.name.clone()))
    }

    fn talk(self, talk: &Conversation) -> AnyView {
        let channel = self.session.peek(|store| {
            let channel = store.channel(&talk.channel);
            channel.map(|channel| channel.name.clone())
        });
        let at = talk.last_activity_at;
        view! {
            <li class="merge__talk" title=full_date_time(at)>
                <bdi class="merge__channel truncate">{channel}</bdi>
                <span class="merge__when">
                    {status_name(talk.status)} " · " {ago(at, clock::now())}
                </span>
            </li>
        }
    }
}

/// What is kept of an attribute.
fn attribute(kept: &Kept) -> AnyView {
    let name = kept.attribute.name.clone();
    let [stays, goes] = [&kept.stays, &kept.goes].map(|value| value_text(&kept.attribute, value));
    match kept.side {
        Some(side) => choice(name, side, vec![(Side::Stays, stays), (Side::Goes, goes)]),
        None if kept.stays.is_empty() => known(name, goes),
        None => known(name, stays),
    }
}

fn known(label: String, kept: String) -> AnyView {
    view! {
        <div class="merge__fact">
            <span class="merge__label" dir="auto">{label}</span>
            <span class="merge__value" dir="auto">{kept}</span>
        </div>
    }
}

fn choice(label: String, side: RwSignal<Side>, options: Vec<(Side, String)>) -> AnyView {
    let group = unique_id("merge-choice");
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(of, value)| {
            view! {
                <label class="merge__option">
                    <input
                        type="radio"
                        name=group.clone()
                        prop:checked=move || side.get() == of
                        on:change=move |_| side.set(of)
                    />
                    <span class="merge__value" dir="auto">{value}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="merge__fact">
            <legend class="merge__label" dir="auto">{label}</legend>
            {options}
        </fieldset>
    }
}
