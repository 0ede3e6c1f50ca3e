//! The windows of the notifications: what has happened, and what to be told of.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::Feature;
use recado_protocol::queue::{Queue, Queues};

use super::centre::{Centre, Entry};
use super::kind::Kind;
use super::settings::{self, QuietHours};
use super::teller::{Teller, go_to};
use super::{
    NOTIFIES, Notifications, RINGS, Want, desktop, is_chosen, notifies, use_notifications,
};
use crate::browser::clock;
use crate::locale::{Key, ago, full_date_time, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live, shown_while};
use crate::session::{Session, use_session};
use crate::shell::{Address, use_address};
use crate::ui::{Button, ButtonKind, Dialog, EmptyState, Icon, small_icon, unique_id};

/// The centre, newest first.
pub fn centre_window(centre: Centre, teller: Teller, open: RwSignal<bool>) -> AnyView {
    let address = use_address();
    let notifications = use_notifications();
    let choose = move || {
        open.set(false);
        notifications.want.set(Some(Want::Settings));
    };
    let content = move || {
        live(move || {
            let entries = centre.entries.get();
            if entries.is_empty() {
                return view! {
                    <EmptyState
                        icon=Icon::Bell
                        title=Key::NotificationNoneTitle
                        hint=Key::NotificationNoneHint
                    />
                };
            }
            let has_unread = entries.iter().any(|entry| !entry.read);
            let lines: Vec<AnyView> = entries
                .into_iter()
                .map(|entry| line(entry, centre, teller, address, open))
                .collect();
            let read_all = move || {
                if centre.read(|_| true) {
                    teller.say_kept();
                }
            };
            let read_all = has_unread.then(|| {
                view! {
                    <Button
                        label=Key::NotificationReadAll
                        kind=ButtonKind::Quiet
                        icon=Icon::Check
                        on_press=read_all
                    />
                }
            });
            view! {
                <ul class="centre">{lines}</ul>
                <div class="centre__foot">{read_all}</div>
            }
        })
    };
    view! {
        <Dialog
            open
            on_close=move || open.set(false)
            title=Key::NotificationCentre
            class="dialog--wide"
        >
            {content()}
            <div class="centre__foot">
                <Button
                    label=Key::OptionsNotificationSettings
                    kind=ButtonKind::Quiet
                    icon=Icon::Gear
                    on_press=choose
                />
            </div>
        </Dialog>
    }
}

fn line(
    entry: Entry,
    centre: Centre,
    teller: Teller,
    address: Address,
    open: RwSignal<bool>,
) -> AnyView {
    let kind = Kind::from_word(&entry.kind);
    let title = kind.map(|kind| t(kind.name())).unwrap_or_default();
    let icon = match kind {
        Some(Kind::Assigned) => Icon::UserPlus,
        Some(Kind::Back) => Icon::Clock,
        Some(Kind::Failure | Kind::Change) => Icon::Warning,
        _ => Icon::Note,
    };
    let unread = (!entry.read).then(|| {
        view! {
            <span class="centre__unread">
                <span class="visually-hidden">{text(Key::NotificationIsUnread)}</span>
            </span>
        }
    });
    let at = entry.at;
    let words = (!entry.text.is_empty()).then(|| {
        view! { <span class="centre__text truncate" dir="auto">{entry.text.clone()}</span> }
    });
    let name = entry.name.clone();
    let go = move || {
        open.set(false);
        if centre.read(|it| it.message == entry.message && it.kind == entry.kind) {
            teller.say_kept();
        }
        go_to(address, &entry.conversation, &entry.message);
    };
    view! {
        <li>
            <button type="button" class="centre__entry" on:click=move |_| go()>
                {small_icon(icon)}
                <span class="centre__words">
                    <span class="centre__title">
                        {unread} <span>{title}</span> <span>"· "</span>
                        <bdi class="truncate">{name}</bdi>
                    </span>
                    {words}
                </span>
                <span class="centre__time" title=move || full_date_time(at)>
                    {move || ago(at, clock::minute().get())}
                </span>
            </button>
        </li>
    }
}

/// What to be told of, and when not.
pub fn settings_window(notifications: Notifications, open: RwSignal<bool>) -> AnyView {
    view! {
        <Dialog
            open
            on_close=move || open.set(false)
            title=Key::OptionsNotificationSettings
        >
            {choices(notifications)}
        </Dialog>
    }
}

fn choices(notifications: Notifications) -> AnyView {
    let session = use_session();
    let is_on = RwSignal::new(notifies());
    let rings = RwSignal::new(is_chosen(RINGS));
    let desktop = desktop::permission().is_some().then(|| {
        checkbox(text(Key::OptionsNotifications), is_on, move |on| {
            notifications.choose_notifications(on);
        })
    });
    let kinds: Vec<AnyView> = Kind::EVERY
        .into_iter()
        .map(|kind| {
            let is_told = RwSignal::new(settings::is_told(kind));
            checkbox(text(kind.name()), is_told, move |on| {
                settings::tell(kind, on)
            })
        })
        .collect();
    let kept = QuietHours::kept();
    let is_quiet = RwSignal::new(kept.is_some());
    let hours = RwSignal::new(kept.unwrap_or_else(QuietHours::proposed));
    let keep = move || {
        let hours = hours.get_untracked();
        QuietHours::keep(is_quiet.get_untracked().then_some(&hours));
    };
    let is_refused = Signal::derive(move || is_on.get() && !notifies() && is_chosen(NOTIFIES));
    view! {
        <div class="checks">
            {desktop}
            {checkbox(text(Key::OptionsSound), rings, move |on| notifications.choose_sound(on))}
            {move || {
                is_refused
                    .get()
                    .then(|| view! { <p role="status">{t(Key::OptionsNotificationsRefused)}</p> })
            }}
            <fieldset class="checks__group">
                <legend class="checks__title">{text(Key::NotificationKinds)}</legend>
                {kinds}
            </fieldset>
            {queues(session)}
            <fieldset class="checks__group">
                <legend class="checks__title">{text(Key::NotificationQuiet)}</legend>
                {checkbox(text(Key::NotificationQuietOn), is_quiet, move |_| keep())}
                <div class="checks__hours">
                    {time_field(
                        Key::NotificationQuietFrom,
                        is_quiet,
                        Signal::derive(move || hours.get().from),
                        move |from| {
                            hours.update(|hours| hours.from = from);
                            keep();
                        },
                    )}
                    {time_field(
                        Key::NotificationQuietTo,
                        is_quiet,
                        Signal::derive(move || hours.get().to),
                        move |to| {
                            hours.update(|hours| hours.to = to);
                            keep();
                        },
                    )}
                </div>
            </fieldset>
        </div>
    }
}

/// The queues whose conversations are told of, where there are some.
fn queues(session: Session) -> AnyView {
    let all = RwSignal::new(Vec::<Queue>::new());
    spawn_local(async move {
        if !untrack(|| session.can(&Feature::QUEUES)) {
            return;
        }
        let listed = session.kept_resource("queues").await.ok();
        if let Some(listed) = listed.and_then(|fields| fields.read::<Queues>()) {
            // Those that are gone or show something else by now are forgotten here.
            settings::keep_silent(&listed.items, |queue| !settings::is_queue_told(queue));
            all.try_update(|all| *all = listed.items);
        }
    });
    let line = move |queue: Queue| {
        let is_told = RwSignal::new(settings::is_queue_told(&queue));
        let name = queue.name.clone();
        checkbox(Signal::derive(move || name.clone()), is_told, move |on| {
            all.with_untracked(|all| {
                settings::keep_silent(all, |it| {
                    if it.id == queue.id {
                        !on
                    } else {
                        !settings::is_queue_told(it)
                    }
                });
            });
        })
    };
    shown_while(
        move || all.with(|all| !all.is_empty()),
        move || {
            let lines: Vec<AnyView> = all.get_untracked().into_iter().map(line).collect();
            view! {
                <fieldset class="checks__group">
                    <legend class="checks__title">{text(Key::NotificationQueues)}</legend>
                    {lines}
                </fieldset>
            }
        },
    )
}

fn checkbox(
    label: Signal<String>,
    is_on: RwSignal<bool>,
    on_change: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class="checks__one">
            <input
                type="checkbox"
                prop:checked=is_on
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    is_on.set(on);
                    on_change(on);
                }
            />
            <span>{label}</span>
        </label>
    }
}

fn time_field(
    label: Key,
    is_on: RwSignal<bool>,
    value: Signal<String>,
    on_change: impl Fn(String) + 'static,
) -> AnyView {
    let id = unique_id("quiet");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>
                {text(label)}
            </label>
            <input
                class="field__input"
                id=id
                type="time"
                disabled=move || !is_on.get()
                prop:value=value
                on:change=move |event| {
                    let time = event_target_value(&event);
                    // A field that was emptied says nothing.
                    if !time.is_empty() {
                        on_change(time);
                    }
                }
            />
        </div>
    }
}
