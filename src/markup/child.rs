//! What can stand in an element.

use crate::reactive::{Memo, Signal, live};
use std::any::Any;
use std::borrow::Cow;

use leptos::prelude::*;

/// A value that can be drawn as a part of the page.
pub trait IntoChild {
    fn into_child(self) -> AnyView;
}

impl IntoChild for AnyView {
    fn into_child(self) -> AnyView {
        self
    }
}

impl IntoChild for () {
    fn into_child(self) -> AnyView {
        self.into_any()
    }
}

impl IntoChild for Cow<'static, str> {
    fn into_child(self) -> AnyView {
        self.into_any()
    }
}

impl IntoChild for &'static str {
    fn into_child(self) -> AnyView {
        Cow::Borrowed(self).into_child()
    }
}

impl IntoChild for String {
    fn into_child(self) -> AnyView {
        Cow::<str>::Owned(self).into_child()
    }
}

impl<C: IntoChild> IntoChild for Option<C> {
    fn into_child(self) -> AnyView {
        self.map_or_else(|| ().into_child(), IntoChild::into_child)
    }
}

impl<C: IntoChild> IntoChild for Vec<C> {
    fn into_child(self) -> AnyView {
        fragment(self.into_iter().map(IntoChild::into_child).collect())
    }
}

/// Drawn anew whenever something that the closure read has changed.
impl<F, C> IntoChild for F
where
    F: Fn() -> C + Send + 'static,
    C: IntoChild,
{
    fn into_child(self) -> AnyView {
        live(self)
    }
}

impl<C> IntoChild for Signal<C>
where
    C: IntoChild + Clone + Send + Sync + 'static,
{
    fn into_child(self) -> AnyView {
        live(move || self.get())
    }
}

impl<C> IntoChild for Memo<C>
where
    C: IntoChild + Clone + Send + Sync + 'static,
{
    fn into_child(self) -> AnyView {
        live(move || self.get())
    }
}

/// Several views as one.
pub fn fragment(views: Vec<AnyView>) -> AnyView {
    views.into_any()
}

/// What a component gave; it is an `AnyView` already where the framework erases types.
pub fn component<V: IntoAny + 'static>(view: V) -> AnyView {
    let mut view = Some(view);
    let erased = (&mut view as &mut dyn Any).downcast_mut::<Option<AnyView>>();
    match erased.and_then(Option::take) {
        Some(view) => view,
        None => view.expect("was put in above").into_any(),
    }
}
