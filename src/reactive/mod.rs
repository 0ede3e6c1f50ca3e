//! Signals, memos, effects and changing views that are compiled once. The framework's own are compiled once for each
//! type of value and for each closure, and of those a page has hundreds: here values are kept erased, and only what
//! turns them back into what they are knows their types.

mod effect;
mod erased;
mod memo;
mod rw_signal;
mod signal;
mod stored_value;
mod view;

pub use effect::{Effect, effect};
pub use memo::{Memo, memo};
pub use rw_signal::RwSignal;
pub use signal::Signal;
pub use stored_value::StoredValue;
pub use view::{live, shown_from_first, shown_while};
