//! Views that change.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::tachys::view::Render;
use leptos::tachys::view::any_view::AnyViewState;
use web_sys::{Element, Node};

use super::{Effect, Memo, memo};
use crate::markup::{IntoChild, as_view};

/// A part of the page that is drawn anew whenever something that it read has changed.
pub fn live<C: IntoChild>(draw: impl Fn() -> C + Send + 'static) -> AnyView {
    let draw: Box<dyn Fn() -> AnyView + Send> = Box::new(move || draw().into_child());
    Live(draw).into_any()
}

/// A part of the page that is there while something holds.
pub fn shown_while<C: IntoChild>(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> C + Send + 'static,
) -> AnyView {
    let holds = memo(holds);
    live(move || holds.get().then(&draw))
}

/// A part of the page that is there from the first time that something holds: a window that was opened stays, and is closed.
pub fn shown_from_first<C: IntoChild>(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> C + Send + 'static,
) -> AnyView {
    let held =
        Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || holds());
    live(move || held.get().then(&draw))
}

struct Live(Box<dyn Fn() -> AnyView + Send>);

/// It as it is in the page.
struct Shown {
    now: Rc<RefCell<Option<AnyViewState>>>,
    _following: Effect,
}

impl Render for Live {
    type State = Shown;

    fn build(self) -> Shown {
        let now: Rc<RefCell<Option<AnyViewState>>> = Rc::default();
        let drawn = Rc::clone(&now);
        let following = Effect::now(move || {
            let view = (self.0)();
            // Taken out meanwhile: what is drawn may look at what is around it.
            let state = match drawn.take() {
                Some(mut state) => {
                    view.rebuild(&mut state);
                    state
                }
                None => view.build(),
            };
            *drawn.borrow_mut() = Some(state);
        });
        Shown {
            now,
            _following: following,
        }
    }

    fn rebuild(self, shown: &mut Shown) {
        let mut new = self.build();
        shown.insert_before_this(&mut new);
        shown.unmount();
        *shown = new;
    }
}

impl Mountable for Shown {
    fn unmount(&mut self) {
        if let Some(now) = &mut *self.now.borrow_mut() {
            now.unmount();
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        if let Some(now) = &mut *self.now.borrow_mut() {
            now.mount(parent, marker);
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let now = self.now.borrow();
        now.as_ref()
            .is_some_and(|now| now.insert_before_this(child))
    }

    fn elements(&self) -> Vec<Element> {
        let now = self.now.borrow();
        now.as_ref().map_or_else(Vec::new, Mountable::elements)
    }
}

as_view!(Live);
