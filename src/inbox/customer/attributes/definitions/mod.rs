//! The window in which administrators define which attributes contacts have.

mod deletion;
mod form;
mod row;

use std::rc::Rc;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::attribute::{self, AttributeOrder, Definition, Definitions};
use recado_protocol::{AttributeId, Fields};

use crate::locale::{Key, refusal_sentence, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, live};
use crate::session::Session;
use crate::shell::focus_first_of;
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
    session: Session,
    /// `None` before the backend has said.
    all: RwSignal<Option<Vec<Definition>>>,
    /// Why something was not done.
    wrong: RwSignal<Option<String>>,
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
        session,
        all: RwSignal::new(None),
        wrong: RwSignal::new(None),
        opened: RwSignal::new(None),
        on_change,
    };
    desk.ask();
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
                let wrong = desk.wrong.get();
                wrong.map(|wrong| view! { <p class="field__error" role="alert">{wrong}</p> })
            })}
            {live(foot)}
        </div>
    }
}

impl Desk {
    fn ask(self) {
        spawn_local(async move {
            let answer = self.session.resource(attribute::ATTRIBUTES).await;
            self.take(answer);
        });
    }

    /// Asks the backend for a change, and shows what comes of it. `then` is called when it was done.
    fn change(self, resource: String, body: Fields, then: impl Fn() + 'static) {
        let then: Rc<dyn Fn()> = Rc::new(then);
        spawn_local(async move {
            let answer = self.session.call(&resource, &body).await;
            let is_stale = matches!(&answer, Err(Failure::Refused(_)));
            let is_done = self.take(answer);
            if is_stale {
                // Somebody else may have changed it: what is shown next is what there is.
                if let Ok(fields) = self.session.resource(attribute::ATTRIBUTES).await {
                    self.show(&fields);
                }
            }
            if is_done {
                then();
                self.on_change.run(());
            }
        });
    }

    fn take(self, answer: Result<Fields, Failure>) -> bool {
        let wrong = match answer {
            Ok(fields) => {
                self.show(&fields);
                None
            }
            Err(Failure::Refused(problem)) => Some(refusal_sentence(&problem)),
            Err(_) => Some(t(Key::QueueNotSaved)),
        };
        let is_done = wrong.is_none();
        // The window may have been closed meanwhile.
        self.wrong.try_update(|shown| *shown = wrong).is_some() && is_done
    }

    fn show(self, fields: &Fields) {
        if let Some(read) = fields.read::<Definitions>() {
            self.all.try_update(|all| *all = Some(read.items));
        }
    }

    /// Reactive.
    fn said(self) -> Option<Key> {
        self.all.with(|all| match all {
            None if self.wrong.with(Option::is_some) => None,
            None => Some(Key::MainLoading),
            Some(all) => all.is_empty().then_some(Key::AttributeNone),
        })
    }

    fn rows(self) -> Vec<KeyedRow> {
        let row_of = |definition: &Definition| {
            let definition = definition.clone();
            let key = definition.attribute.id.to_string();
            KeyedRow::new(key, move |index| row(self, definition.clone(), index))
        };
        self.all.with(|all| {
            let all = all.iter().flatten();
            all.map(row_of).collect()
        })
    }

    /// As it is now. Reactive.
    fn definition(self, id: &AttributeId) -> Option<Definition> {
        self.all.with(|all| {
            let mut all = all.iter().flatten();
            all.find(|it| it.attribute.id == *id).cloned()
        })
    }

    /// Whether another attribute is called so. Reactive.
    fn is_taken(self, name: &str, id: Option<&AttributeId>) -> bool {
        let name = name.to_lowercase();
        self.all.with(|all| {
            let mut others = all.iter().flatten().map(|it| &it.attribute);
            others.any(|other| Some(&other.id) != id && other.name.to_lowercase() == name)
        })
    }

    /// Swaps an attribute with the one after it.
    fn swap(self, index: usize) {
        let mut ids: Vec<AttributeId> = self.all.with_untracked(|all| {
            let all = all.iter().flatten();
            all.map(|it| it.attribute.id.clone()).collect()
        });
        if index.saturating_add(1) < ids.len() {
            ids.swap(index, index + 1);
            let body = Fields::of(&AttributeOrder { ids });
            self.change(attribute::ORDER.to_owned(), body, || {});
        }
    }

    /// Closes what is open in the window, and goes back to what opened it.
    fn close(self) {
        let opened = self.opened.get_untracked();
        self.opened.set(None);
        self.wrong.set(None);
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
