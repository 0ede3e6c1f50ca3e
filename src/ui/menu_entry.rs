//! What can stand in a menu.

use crate::markup::view;
use std::rc::Rc;

use leptos::{callback::UnsyncCallback, prelude::*};
use recado_protocol::ChannelKind;

use super::{Avatar, AvatarSize, Icon, channel_badge, small_drawing, small_icon};

/// One line of a menu.
#[derive(Clone)]
pub struct MenuEntry {
    kind: EntryKind,
    label: String,
    detail: Option<String>,
    icon: Option<&'static str>,
    /// Among others on one line.
    is_small: bool,
    avatar: Option<(String, String)>,
    channel: Option<ChannelKind>,
    on_select: Rc<dyn Fn()>,
}

/// What a line is, and so what a press on it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum EntryKind {
    /// Does something; the menu closes.
    Item,
    /// One of several; the menu closes.
    Radio {
        checked: bool,
    },
    /// On or off; the menu stays open for the next one.
    Checkbox {
        checked: bool,
    },
    /// Says what the lines below are about.
    Heading,
    Separator,
}

/// A line that does something.
pub fn menu_item(label: String, on_select: impl Fn() + 'static) -> MenuEntry {
    entry(EntryKind::Item, label, Rc::new(on_select))
}

/// One of several choices.
pub fn menu_radio(label: String, checked: bool, on_select: impl Fn() + 'static) -> MenuEntry {
    entry(EntryKind::Radio { checked }, label, Rc::new(on_select))
}

/// Something that is on or off.
pub fn menu_checkbox(label: String, checked: bool, on_select: impl Fn() + 'static) -> MenuEntry {
    entry(EntryKind::Checkbox { checked }, label, Rc::new(on_select))
}

/// What the lines below are about.
pub fn menu_heading(label: String) -> MenuEntry {
    entry(EntryKind::Heading, label, Rc::new(|| {}))
}

pub fn menu_separator() -> MenuEntry {
    entry(EntryKind::Separator, String::new(), Rc::new(|| {}))
}

impl MenuEntry {
    #[must_use]
    pub fn with_icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon.path());
        self
    }

    /// A drawing that is no icon of the set, before the label.
    #[must_use]
    pub fn with_drawing(mut self, path: &'static str) -> Self {
        self.icon = Some(path);
        self
    }

    /// So short that several stand on one line.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.is_small = true;
        self
    }

    /// A word at the end of the line: a count, a shortcut.
    #[must_use]
    pub fn with_detail(mut self, detail: String) -> Self {
        self.detail = Some(detail);
        self
    }

    /// A person's avatar before the label; the seed is the person's id.
    #[must_use]
    pub fn with_avatar(mut self, name: String, seed: String) -> Self {
        self.avatar = Some((name, seed));
        self
    }

    /// The mark of a channel's kind before the label.
    #[must_use]
    pub fn with_channel(mut self, kind: ChannelKind) -> Self {
        self.channel = Some(kind);
        self
    }

    /// What the line says.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The strokes of the drawing before the label.
    pub fn drawing(&self) -> Option<&'static str> {
        self.icon
    }

    /// Whether the line says what those below are about.
    pub fn is_heading(&self) -> bool {
        self.kind == EntryKind::Heading
    }

    /// Whether the line does something.
    pub fn can_be_pressed(&self) -> bool {
        !matches!(self.kind, EntryKind::Heading | EntryKind::Separator)
    }

    /// Whether the menu stays open after a press.
    pub(super) fn stays_open(&self) -> bool {
        matches!(self.kind, EntryKind::Checkbox { .. })
    }

    /// Does what the line is for.
    pub fn select(&self) {
        (self.on_select)();
    }

    /// The line; a press runs `on_press` with the entry.
    pub(super) fn view(self, on_press: UnsyncCallback<(MenuEntry,)>) -> AnyView {
        match self.kind {
            EntryKind::Separator => {
                view! { <div class="menu__separator" role="separator"></div> }
            }
            EntryKind::Heading => {
                view! { <div class="menu__heading" role="presentation">{self.label}</div> }
            }
            EntryKind::Item | EntryKind::Radio { .. } | EntryKind::Checkbox { .. } => {
                self.item(on_press)
            }
        }
    }

    fn item(self, on_press: UnsyncCallback<(MenuEntry,)>) -> AnyView {
        let (role, checked) = match self.kind {
            EntryKind::Radio { checked } => ("menuitemradio", Some(checked)),
            EntryKind::Checkbox { checked } => ("menuitemcheckbox", Some(checked)),
            EntryKind::Item | EntryKind::Heading | EntryKind::Separator => ("menuitem", None),
        };
        let pressed = self.clone();
        view! {
            <button
                type="button"
                class="menu__item"
                class=("menu__item--small", self.is_small)
                role=role
                tabindex="-1"
                aria-checked=checked.map(|checked| if checked { "true" } else { "false" })
                on:click=move |_| on_press.run((pressed.clone(),))
            >
                {checked
                    .map(|checked| {
                        view! {
                            <span class="menu__mark">{checked.then(|| small_icon(Icon::Check))}</span>
                        }
                    })}
                {self.icon.map(small_drawing)}
                {self
                    .avatar
                    .map(|(name, seed)| view! { <Avatar name=name seed=seed size=AvatarSize::Tiny /> })}
                {self.channel.as_ref().map(channel_badge)}
                <span class="menu__label" dir="auto">{self.label}</span>
                {self.detail.map(|detail| view! { <span class="menu__detail">{detail}</span> })}
            </button>
        }
    }
}

fn entry(kind: EntryKind, label: String, on_select: Rc<dyn Fn()>) -> MenuEntry {
    MenuEntry {
        kind,
        label,
        detail: None,
        icon: None,
        is_small: false,
        avatar: None,
        channel: None,
        on_select,
    }
}
