//! The dialog that asks when a message is to go out.

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_protocol::Timestamp;

use crate::browser::clock;
use crate::browser::local_time::{days_to_monday, field_value, from_field, hour_of_day};
use crate::locale::{Key, full_date_time, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal};
use crate::ui::{Button, ButtonKind, Dialog, unique_id};

/// An hour, in milliseconds.
const HOUR_MS: i64 = 60 * 60 * 1_000;
/// How far ahead a message may be put, in milliseconds: a year, as the backend says.
const FARTHEST_MS: i64 = 365 * 24 * HOUR_MS;
/// When people begin to work.
const MORNING: u32 = 9;

/// Asks for a date and a time that is still to come.
#[component]
pub fn SendLaterDialog(
    open: RwSignal<bool>,
    /// What the dialog is called.
    #[prop(into)]
    title: Signal<String>,
    /// When it is to go out by now, where it has a time already.
    #[prop(optional, into)]
    before: Signal<Option<Timestamp>>,
    /// Until when the channel takes it, where that is known. Reactive.
    #[prop(optional, into)]
    until: Signal<Option<Timestamp>>,
    #[prop(into)] on_choose: UnsyncCallback<(Timestamp,)>,
) -> impl IntoView {
    let choose = UnsyncCallback::new(move |(at,): (Timestamp,)| {
        open.set(false);
        on_choose.run((at,));
    });
    let content = move || form(title, before.get_untracked(), until, choose);
    view! {
        <Dialog open on_close=move || open.set(false) title=title class="send-later">
            {content()}
        </Dialog>
    }
}

fn form(
    title: Signal<String>,
    before: Option<Timestamp>,
    until: Signal<Option<Timestamp>>,
    choose: UnsyncCallback<(Timestamp,)>,
) -> AnyView {
    let now = clock::now();
    let may_be = move |at: &Timestamp| until.get_untracked().is_none_or(|until| *at <= until);
    let (hour, morning) = (now.plus_millis(HOUR_MS), hour_of_day(now, 1, MORNING));
    let begin = before.or_else(|| [morning, hour].into_iter().find(may_be));
    let begin = begin.or_else(|| until.get_untracked()).unwrap_or(hour);
    let value = RwSignal::new(field_value(begin));
    let error = RwSignal::new(None::<Key>);
    let input = unique_id("send-later");
    let message = unique_id("send-later-error");
    let described = message.clone();
    let pick = move |at: Option<Timestamp>| match at {
        Some(at) if at > clock::now().plus_millis(FARTHEST_MS) => {
            error.set(Some(Key::SendLaterTooFar));
        }
        Some(at) if !may_be(&at) => {
            error.set(Some(Key::SendLaterWindow));
        }
        Some(at) if at > clock::now() => choose.run((at,)),
        _ => error.set(Some(Key::SendLaterPast)),
    };
    let wrong = move || {
        let until = until.get().map(full_date_time).unwrap_or_default();
        Some(t_with(error.get()?, &[("time", &until)]))
    };
    let proposal = move |label: Key, at: Timestamp| {
        may_be(&at).then(|| {
            view! {
                <button type="button" class="send-later__proposal" on:click=move |_| pick(Some(at))>
                    <span>{text(label)}</span>
                    <span class="send-later__time tabular">{full_date_time(at)}</span>
                </button>
            }
        })
    };
    // On a Sunday that is tomorrow.
    let monday = days_to_monday(now);
    let monday =
        (monday > 1).then(|| proposal(Key::SendLaterMonday, hour_of_day(now, monday, MORNING)));
    view! {
        <form
            class="send-later__form"
            // What is wrong is said in the language of the page.
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                pick(from_field(&value.get_untracked()));
            }
        >
            {proposal(Key::SendLaterHour, hour)}
            {proposal(Key::SendLaterTomorrow, morning)}
            {monday}
            <div class="field">
                <label class="field__label" for=input.clone()>
                    {text(Key::SendLaterWhen)}
                </label>
                <input
                    class="field__input"
                    id=input
                    type="datetime-local"
                    min=field_value(now)
                    max=field_value(now.plus_millis(FARTHEST_MS))
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=move || error.get().map(|_| described.clone())
                    prop:value=value
                    on:input=move |event| {
                        error.set(None);
                        value.set(event_target_value(&event));
                    }
                />
                <p class="field__error" id=message role="alert">{wrong}</p>
            </div>
            <div class="send-later__buttons">
                <Button label=title kind=ButtonKind::Primary submit=true />
            </div>
        </form>
    }
}
