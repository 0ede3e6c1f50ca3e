//! The design system: the parts that every section of the app is built from. One file per part;
//! `style/ui.css` says how they look, in the colours of `style/tokens.css`.
//!
//! A part knows nothing about conversations: it takes texts, signals and callbacks.

mod avatar;
mod badge;
mod button;
mod channel_badge;
mod chip;
mod dialog;
#[cfg(test)]
mod directions;
mod disclosure;
mod empty_state;
mod field;
mod floating;
mod growing_textarea;
mod icon;
mod keyed_rows;
mod long_press;
mod looks;
mod menu;
mod menu_entry;
mod notice;
mod placement;
mod preferences;
mod roving;
mod segmented;
mod skeleton;
mod tab_list;
mod toast;
mod unique_id;

pub use avatar::{Avatar, AvatarSize};
pub use badge::{BadgeTone, CountBadge};
pub use button::{Button, ButtonKind, ButtonLink, IconButton};
pub use channel_badge::channel_badge;
pub use chip::{Chip, ChipTone};
pub use dialog::{Dialog, close_for_good};
pub use disclosure::{Disclosure, unfold};
pub use empty_state::EmptyState;
pub use field::{FieldKind, TextField};
pub use floating::put_beside;
pub use growing_textarea::GrowingTextarea;
pub use icon::{Icon, drawing, icon, small_drawing, small_icon};
pub use keyed_rows::{KeyedRow, keyed_rows};
pub use long_press::LongPress;
pub use looks::look_entries;
pub use menu::{MenuAlign, MenuButton, has_listed_menu, menus_on_screen, open_menu};
pub use menu_entry::{
    MenuEntry, menu_checkbox, menu_heading, menu_item, menu_radio, menu_separator,
};
pub use notice::{Notice, NoticeTone};
pub use preferences::{language_entries, theme_entries};
pub use roving::{Axis, as_read, reading_axis, roving};
pub use segmented::Segmented;
pub use skeleton::SkeletonRows;
pub use tab_list::{Tab, TabList};
pub use toast::{ToastRegion, Toaster, provide_toaster, use_toaster};
pub use unique_id::unique_id;

#[cfg(test)]
mod contrast;
