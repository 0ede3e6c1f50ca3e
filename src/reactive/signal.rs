//! Values that are read, wherever they come from.

use std::marker::PhantomData;

use leptos::prelude::{Read as _, ReadUntracked as _};
use leptos::reactive::wrappers::read;

use super::erased::{Erased, erase, readable};
use super::{Memo, RwSignal};

/// A value that is set elsewhere, is computed, or stays.
pub struct Signal<T> {
    inner: read::Signal<Erased>,
    value: PhantomData<fn() -> T>,
}

type Compute = Box<dyn Fn() -> Erased + Send + Sync>;

impl<T: 'static> Signal<T> {
    /// A value that is computed whenever it is read.
    pub fn derive(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let compute: Compute = Box::new(move || erase(compute()));
        Self::from_inner(read::Signal::derive(compute))
    }

    /// A value that stays.
    pub fn stored(value: T) -> Self {
        Self::from_inner(read::Signal::stored(erase(value)))
    }

    const fn from_inner(inner: read::Signal<Erased>) -> Self {
        Self {
            inner,
            value: PhantomData,
        }
    }
}

readable!(Signal);

impl<T: Default + 'static> Default for Signal<T> {
    fn default() -> Self {
        Self::stored(T::default())
    }
}

impl<T: 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Self::stored(value)
    }
}

impl From<&str> for Signal<String> {
    fn from(value: &str) -> Self {
        Self::stored(value.to_owned())
    }
}

impl<T: 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::from_inner(memo.inner.into())
    }
}

impl<T: 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::from_inner(signal.inner.into())
    }
}
