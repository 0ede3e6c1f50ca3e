//! Values that are computed from others.

use std::marker::PhantomData;

use leptos::prelude::{Read as _, ReadUntracked as _, Track as _};
use leptos::reactive::computed;

use super::erased::{Erased, erase, get_ref, readable};

/// A value computed from others, whose readers only hear of it when it becomes another.
pub struct Memo<T> {
    pub(super) inner: computed::Memo<Erased>,
    value: PhantomData<fn() -> T>,
}

type Compute = Box<dyn Fn(Option<&Erased>) -> Erased + Send + Sync>;

/// A value computed from others, whose readers only hear of it when it becomes another.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + 'static,
{
    Memo::new(move |_| compute())
}

impl<T: 'static> Memo<T> {
    /// Reads nothing, but is computed anew as if it had.
    pub fn track(&self) {
        self.inner.track();
    }
}

impl<T: PartialEq + 'static> Memo<T> {
    /// `compute` gets the value from the last time.
    pub fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let compute: Compute = Box::new(move |last| erase(compute(last.map(get_ref))));
        Self {
            inner: computed::Memo::new_with_compare(compute, differs::<T>),
            value: PhantomData,
        }
    }
}

fn differs<T: PartialEq + 'static>(one: Option<&Erased>, other: Option<&Erased>) -> bool {
    one.map(get_ref::<T>) != other.map(get_ref::<T>)
}

readable!(Memo);
