//! Values that are set.

use std::marker::PhantomData;

use leptos::prelude::{Read as _, ReadUntracked as _, Track as _, Write as _};
use leptos::reactive::signal;

use super::erased::{Erased, erase, get_mut, readable};

/// A value whose readers hear when it is set.
pub struct RwSignal<T> {
    pub(super) inner: signal::RwSignal<Erased>,
    value: PhantomData<fn() -> T>,
}

impl<T: 'static> RwSignal<T> {
    pub fn new(value: T) -> Self {
        Self {
            inner: signal::RwSignal::new(erase(value)),
            value: PhantomData,
        }
    }

    /// Nothing happens when whoever made the signal is gone.
    pub fn set(&self, value: T) {
        set(self.inner, erase(value));
    }

    /// Nothing happens when whoever made the signal is gone.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// `None` when whoever made the signal is gone.
    pub fn try_update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut guard = self.inner.try_write()?;
        Some(change(get_mut(&mut guard)))
    }

    pub fn update_untracked(&self, change: impl FnOnce(&mut T)) {
        if let Some(mut guard) = self.inner.try_write_untracked() {
            change(get_mut(&mut guard));
        }
    }

    /// Reads nothing, but is computed anew as if it had.
    pub fn track(&self) {
        self.inner.track();
    }
}

fn set(signal: signal::RwSignal<Erased>, value: Erased) {
    if let Some(mut guard) = signal.try_write() {
        *guard = value;
    }
}

readable!(RwSignal);
