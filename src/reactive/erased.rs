//! A value without its type.

use std::any::Any;

use send_wrapper::SendWrapper;

/// The framework asks for values that could go to another thread; a page has only one.
pub type Erased = SendWrapper<Box<dyn Any>>;

pub fn erase<T: 'static>(value: T) -> Erased {
    SendWrapper::new(Box::new(value))
}

/// # Panics
/// When it was another type that was erased, which the types around it rule out.
pub fn get_ref<T: 'static>(erased: &Erased) -> &T {
    erased.downcast_ref().expect("the type that was erased")
}

pub fn get_mut<T: 'static>(erased: &mut Erased) -> &mut T {
    erased.downcast_mut().expect("the type that was erased")
}

/// What reading is called, for a type whose `inner` is the framework's, with an erased value.
macro_rules! readable {
    ($readable:ident) => {
        impl<T: 'static> $readable<T> {
            /// Calls `read` with the value; what is being computed is computed anew when the value changes.
            pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
                read($crate::reactive::erased::get_ref(&self.inner.read()))
            }

            pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
                read($crate::reactive::erased::get_ref(
                    &self.inner.read_untracked(),
                ))
            }

            /// `None` when whoever made it is gone.
            pub fn try_with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
                let guard = self.inner.try_read_untracked()?;
                Some(read($crate::reactive::erased::get_ref(&guard)))
            }

            /// `None` when whoever made it is gone.
            pub fn try_get_untracked(&self) -> Option<T>
            where
                T: Clone,
            {
                self.try_with_untracked(T::clone)
            }

            pub fn get(&self) -> T
            where
                T: Clone,
            {
                self.with(T::clone)
            }

            pub fn get_untracked(&self) -> T
            where
                T: Clone,
            {
                self.with_untracked(T::clone)
            }
        }

        impl<T> Clone for $readable<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $readable<T> {}
    };
}
pub(super) use readable;
