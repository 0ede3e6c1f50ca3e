//! The window in which administrators define which attributes contacts have.

mod deletion;
mod form;
mod row;

use std::rc::Rc;

use leptos::callback::UnsyncCallback;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::attribute::{self, AttributeOrder, Definition, Definitions};
use recado_protocol::{AttributeId, Fields};

use crate::inbox::customer::register::Register;
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, live};
use crate::session::Session;
use crate::shell::{focus_first_of, focus_through_move};
use crate::ui::{Button, Dialog, Icon, KeyedRow, keyed_rows};
use form::form;
use row::row;

/// The place of the buttons below the list.
const BUTTONS_ID: &str = "definitions-buttons";

/// What is open in the window.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Opened {
    New,
    Edit(AttributeId),
    Deletion(AttributeId),
}

/// The definitions while the window is open.
#[derive(Clone, Copy)]
struct Desk {
    register: Register<Definitions>,
    opened: RwSignal<Option<Opened>>,
    on_change: UnsyncCallback<()>,
}

/// The window; `on_change` is called when something was changed in it.
pub fn definitions(
    session: Session,
    open: RwSignal<bool>,
    on_change: impl Fn() + 'static,
) -> AnyView {
    let on_change = UnsyncCallback::new(move |()| on_change());
    let close = move || open.set(false);
    view! {
        <Dialog open on_close=close title=text(Key::AttributeManage) class="definitions-dialog">
            {content(session, on_change)}
        </Dialog>
    }
}

fn content(session: Session, on_change: UnsyncCallback<()>) -> AnyView {
    let desk = Desk {
        register: Register::new(session),
        opened: RwSignal::new(None),
        on_change,
    };
    desk.register.ask(attribute::ATTRIBUTES);
    let foot = move || match desk.opened.get() {
        None => desk.buttons(),
        Some(Opened::New) => form(desk, None),
        Some(_) => ().into_any(),
    };
    view! {
        <div class="definitions">
            <ul class="definitions__all" role="list">{keyed_rows(move || desk.rows())}</ul>
            <p class="attributes__said" role="status">{move || desk.said().map(t)}</p>
            {live(move || {
                let wrong = desk.register.wrong.get();
                wrong.map(|wrong| view! { <p class="field__error" role="alert">{wrong}</p> })
            })}
            {live(foot)}
        </div>
    }
}

impl Desk {
    /// Asks the backend for a change, and shows what comes of it. `then` is called when it was done.
    fn change(self, resource: String, body: Fields, then: impl Fn() + 'static) {
        let then: Rc<dyn Fn()> = Rc::new(then);
        spawn_local(async move {
            let answer = self.register.session.call(&resource, &body).await;
            let is_stale = matches!(&answer, Err(Failure::Refused(_)));
            let is_done = self.register.take(answer);
            if is_stale {
                // Somebody else may have changed it: what is shown next is what there is.
                if let Ok(fields) = self.register.session.resource(attribute::ATTRIBUTES).await {
                    self.register.show(&fields);
                }
            }
            if is_done {
                then();
                self.on_change.run(());
            }
        });
    }

    /// Escape takes back what is open in the window, and not the window.
    fn key(self, event: &KeyboardEvent) {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            event.stop_propagation();
            self.close();
        }
    }

    /// All that there are; none before the backend has said. Reactive.
    fn all<R>(self, read: impl FnOnce(&[Definition]) -> R) -> R {
        let known = self.register.known;
        known.with(|known| read(known.as_ref().map_or(&[], |known| known.items.as_slice())))
    }

    /// Reactive.
    fn said(self) -> Option<Key> {
        self.register.known.with(|known| match known {
            None if self.register.wrong.with(Option::is_some) => None,
            None => Some(Key::MainLoading),
            Some(known) => known.items.is_empty().then_some(Key::AttributeNone),
        })
    }

    fn rows(self) -> Vec<KeyedRow> {
        let row_of = |definition: &Definition| {
            let definition = definition.clone();
            let key = definition.attribute.id.to_string();
            KeyedRow::new(key, move |index| row(self, definition.clone(), index))
        };
        self.all(|all| all.iter().map(row_of).collect())
    }

    /// As it is now. Reactive.
    fn definition(self, id: &AttributeId) -> Option<Definition> {
        self.all(|all| all.iter().find(|it| it.attribute.id == *id).cloned())
    }

    /// Whether another attribute is called so. Reactive.
    fn is_taken(self, name: &str, id: Option<&AttributeId>) -> bool {
        let name = name.to_lowercase();
        self.all(|all| {
            let mut others = all.iter().map(|it| &it.attribute);
            others.any(|other| Some(&other.id) != id && other.name.to_lowercase() == name)
        })
    }

    /// Swaps an attribute with the one after it; the one that is moved goes `up` or down.
    fn swap(self, index: usize, up: bool) {
        let mut ids: Vec<AttributeId> =
            untrack(|| self.all(|all| all.iter().map(|it| it.attribute.id.clone()).collect()));
        if index.saturating_add(1) < ids.len() {
            ids.swap(index, index + 1);
            let body = Fields::of(&AttributeOrder { ids });
            self.change(attribute::ORDER.to_owned(), body, focus_through_move(up));
        }
    }

    /// Closes what is open in the window, and goes back to what opened it.
    fn close(self) {
        let opened = self.opened.get_untracked();
        self.opened.set(None);
        self.register.wrong.set(None);
        let row = match opened {
            Some(Opened::Edit(id)) => format!("#{} button", row::id_of(&id)),
            _ => format!("#{BUTTONS_ID} button"),
        };
        focus_first_of(vec![row, format!("#{BUTTONS_ID} button")]);
    }

    fn buttons(self) -> AnyView {
        view! {
            <div class="attributes__buttons" id=BUTTONS_ID>
                <Button
                    label=text(Key::AttributeNew)
                    icon=Icon::Plus
                    on_press=move || self.opened.set(Some(Opened::New))
                />
            </div>
        }
    }
}
