//! Short news at the top of the page, read out by assistive technology: what was done (with a way
//! back), what failed, what came in.

use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, effect};
use std::{rc::Rc, time::Duration};

use leptos::prelude::*;

use super::{Icon, IconButton, KeyedRow, keyed_rows, small_icon};
use crate::locale::{Key, t_with, unavailable_language};

/// How long news stays.
const STAYS: Duration = Duration::from_secs(6);
/// How long news with a button stays.
const STAYS_WITH_ACTION: Duration = Duration::from_secs(9);
/// How long a failure stays that can be seen where it happened too.
const STAYS_ELSEWHERE: Duration = Duration::from_secs(20);
/// While somebody points at the news it stays, and is looked at again after this time.
const STAYS_UNDER_POINTER: Duration = Duration::from_secs(2);
/// More than this at once would cover the page; the oldest goes.
const MOST_SHOWN: usize = 3;

/// Where news is handed in.
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    next_id: StoredValue<u32>,
}

/// Makes the one place for news. To be called once, in the root component.
pub fn provide_toaster() -> Toaster {
    let toaster = Toaster {
        toasts: RwSignal::new(Vec::new()),
        next_id: StoredValue::new(0),
    };
    provide_context(toaster);
    toaster
}

/// The place for news, from anywhere below the root component.
pub fn use_toaster() -> Toaster {
    expect_context()
}

impl Toaster {
    /// Only reads a text out, when nothing more urgent is being read.
    pub fn announce(self, text: String) {
        self.add(Urgency::ReadOut, None, text, None);
    }

    /// Shows a text for a while, and reads it out.
    pub fn notice(self, text: String) {
        self.add(Urgency::Notice, None, text, None);
    }

    /// As [`Toaster::notice`], of something that may take it back.
    pub fn notice_about(self, topic: &'static str, text: String) {
        self.add(Urgency::Notice, Some(topic), text, None);
    }

    /// Takes back what was said about something: it is not true any more.
    pub fn withdraw(self, topic: &'static str) {
        self.toasts
            .update(|toasts| toasts.retain(|toast| toast.topic != Some(topic)));
    }

    /// Shows a text with a button such as "Undo", and reads it out.
    pub fn offer(self, text: String, action: String, on_action: impl Fn() + 'static) {
        let action: Action = (action, Rc::new(on_action));
        self.add(Urgency::Notice, None, text, Some(action));
    }

    /// As [`Toaster::offer`], of something that may take it back.
    pub fn offer_about(
        self,
        topic: &'static str,
        text: String,
        action: String,
        on_action: impl Fn() + 'static,
    ) {
        let action: Action = (action, Rc::new(on_action));
        self.add(Urgency::Notice, Some(topic), text, Some(action));
    }

    /// Shows a text with a button until one or the other is dealt with.
    pub fn keep_offering(self, text: String, action: String, on_action: impl Fn() + 'static) {
        let action: Action = (action, Rc::new(on_action));
        self.add(Urgency::Offer, None, text, Some(action));
    }

    /// Shows a failure until it is dismissed, and reads it out at once.
    pub fn alert(self, text: String) {
        self.add(Urgency::Alert, None, text, None);
    }

    /// As [`Toaster::alert`], for a failure that stands where it happened until it is dealt with: it leaves by itself.
    /// What it is about withdraws it.
    pub fn alert_briefly(self, topic: Option<&'static str>, text: String) {
        let id = self.add(Urgency::Alert, topic, text, None);
        self.dismiss_later(id, STAYS_ELSEWHERE);
    }

    fn add(
        self,
        urgency: Urgency,
        topic: Option<&'static str>,
        text: String,
        action: Option<Action>,
    ) -> u32 {
        let id = self.next_id.with_value(|id| *id);
        self.next_id.set_value(id.wrapping_add(1));
        let stays = match (urgency, &action) {
            (Urgency::Alert | Urgency::Offer, _) => None,
            (_, Some(_)) => Some(STAYS_WITH_ACTION),
            (_, None) => Some(STAYS),
        };
        self.toasts.update(|toasts| {
            // Of what was done only the last is news, and a failure speaks against it. Said again, it is the same.
            toasts.retain(|toast| {
                let is_past = toast.urgency == Urgency::Notice
                    && matches!(urgency, Urgency::Notice | Urgency::Alert);
                !is_past
                    && (toast.text != text || toast.urgency != urgency || toast.action.is_some())
            });
            if toasts.len() >= MOST_SHOWN {
                toasts.remove(0);
            }
            toasts.push(Toast {
                id,
                urgency,
                topic,
                text,
                action,
            });
        });
        if let Some(stays) = stays {
            self.dismiss_later(id, stays);
        }
        id
    }

    fn act(self, id: u32) {
        let action = self.toasts.with_untracked(|toasts| {
            let toast = toasts.iter().find(|toast| toast.id == id)?;
            toast
                .action
                .as_ref()
                .map(|(_, on_action)| Rc::clone(on_action))
        });
        self.dismiss(id);
        if let Some(on_action) = action {
            on_action();
        }
    }

    fn dismiss(self, id: u32) {
        // The page may be gone when a timer comes back to it.
        self.toasts
            .try_update(|toasts| toasts.retain(|toast| toast.id != id));
    }

    fn dismiss_later(self, id: u32, after: Duration) {
        set_timeout(
            move || {
                if is_looked_at() {
                    self.dismiss_later(id, STAYS_UNDER_POINTER);
                } else {
                    self.dismiss(id);
                }
            },
            after,
        );
    }
}

/// Where news appears. Once, at the end of the root component.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toaster = use_toaster();
    effect(move || {
        if let Some(language) = unavailable_language() {
            let text = t_with(
                Key::LanguageUnavailable,
                &[("language", language.own_name())],
            );
            toaster.alert(text);
        }
    });
    view! {
        <section class="toasts" id=REGION aria-label=Key::ToastRegion>
            <div class="toasts__polite" role="status">{list(toaster, false)}</div>
            <div class="toasts__urgent" role="alert">{list(toaster, true)}</div>
        </section>
    }
}

const REGION: &str = "toasts";

type Action = (String, Rc<dyn Fn()>);

struct Toast {
    id: u32,
    urgency: Urgency,
    /// What it is about, and takes it back.
    topic: Option<&'static str>,
    text: String,
    action: Option<Action>,
}

/// What a view needs of a toast.
#[derive(Clone)]
struct Face {
    id: u32,
    urgency: Urgency,
    text: String,
    /// The name of its button.
    action: Option<String>,
}

/// How news reaches people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Urgency {
    /// Heard, not seen.
    ReadOut,
    /// Seen, and heard when there is a pause.
    Notice,
    /// Seen until dismissed, and heard when there is a pause.
    Offer,
    /// Seen until dismissed, and heard at once.
    Alert,
}

fn list(toaster: Toaster, urgent: bool) -> AnyView {
    keyed_rows(move || {
        let row = |toast: &Toast| {
            let face = Face::of(toast);
            KeyedRow::new(toast.id.to_string(), move |_| {
                toast_view(toaster, face.clone())
            })
        };
        toaster.toasts.with(|toasts| {
            let wanted = |toast: &&Toast| (toast.urgency == Urgency::Alert) == urgent;
            toasts.iter().filter(wanted).map(row).collect()
        })
    })
}

fn toast_view(toaster: Toaster, face: Face) -> AnyView {
    let id = face.id;
    if face.urgency == Urgency::ReadOut {
        return view! { <p class="visually-hidden">{face.text}</p> };
    }
    let is_alert = face.urgency == Urgency::Alert;
    let action = face.action.map(|label| {
        view! {
            <button type="button" class="toast__action" on:click=move |_| toaster.act(id)>
                {label}
            </button>
        }
    });
    view! {
        <div class="toast" class=("toast--alert", is_alert)>
            {is_alert.then(|| small_icon(Icon::Warning))} <p class="toast__text">{face.text}</p>
            {action}
            <IconButton
                icon=Icon::Close
                label=Key::ActionDismiss
                small=true
                on_press=move || toaster.dismiss(id)
            />
        </div>
    }
}

impl Face {
    fn of(toast: &Toast) -> Self {
        let action = toast.action.as_ref().map(|(label, _)| label.clone());
        Self {
            id: toast.id,
            urgency: toast.urgency,
            text: toast.text.clone(),
            action,
        }
    }
}

fn is_looked_at() -> bool {
    document()
        .get_element_by_id(REGION)
        .is_some_and(|region| region.matches(":hover, :focus-within").unwrap_or(false))
}
