//! Values that nobody hears of.

use std::marker::PhantomData;

use leptos::prelude::{ReadValue as _, WriteValue as _};
use leptos::reactive::owner;

use super::erased::{Erased, erase, get_mut, get_ref};

/// A value that lives as long as the part of the page that made it.
pub struct StoredValue<T> {
    inner: owner::StoredValue<Erased>,
    value: PhantomData<fn() -> T>,
}

impl<T: 'static> StoredValue<T> {
    pub fn new(value: T) -> Self {
        Self {
            inner: owner::StoredValue::new(erase(value)),
            value: PhantomData,
        }
    }

    pub fn with_value<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(get_ref(&self.inner.read_value()))
    }

    /// `None` when whoever made the value is gone.
    pub fn try_with_value<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
        Some(read(get_ref(&*self.inner.try_read_value()?)))
    }

    pub fn get_value(&self) -> T
    where
        T: Clone,
    {
        self.with_value(T::clone)
    }

    /// `None` when whoever made the value is gone.
    pub fn try_get_value(&self) -> Option<T>
    where
        T: Clone,
    {
        self.try_with_value(T::clone)
    }

    pub fn set_value(&self, value: T) {
        self.update_value(|old| *old = value);
    }

    pub fn update_value(&self, change: impl FnOnce(&mut T)) {
        self.try_update_value(change);
    }

    /// `None` when whoever made the value is gone.
    pub fn try_update_value<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        Some(change(get_mut(&mut *self.inner.try_write_value()?)))
    }
}

impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for StoredValue<T> {}
