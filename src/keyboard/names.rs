//! What the shortcuts are called.

use super::Shortcut;
use crate::locale::Key;

/// Shortcuts that are about the same thing.
pub const GROUPS: [(Key, &[Shortcut]); 4] = [
    (
        Key::KeyboardEverywhere,
        &[
            Shortcut::Palette,
            Shortcut::Search,
            Shortcut::Sheet,
            Shortcut::StepOut,
        ],
    ),
    (
        Key::ListConversations,
        &[
            Shortcut::Next,
            Shortcut::Previous,
            Shortcut::Open,
            Shortcut::Status,
            Shortcut::Assign,
            Shortcut::Label,
            Shortcut::Snooze,
            Shortcut::Unread,
            Shortcut::Select,
        ],
    ),
    (
        Key::ListFilters,
        &[
            Shortcut::ShowMine,
            Shortcut::ShowPending,
            Shortcut::ShowUnread,
            Shortcut::ShowAll,
        ],
    ),
    (
        Key::ChatRegion,
        &[
            Shortcut::Reply,
            Shortcut::Note,
            Shortcut::SendResolve,
            Shortcut::Find,
        ],
    ),
];

impl Shortcut {
    /// What it does.
    pub fn name(self) -> Key {
        match self {
            Self::Palette => Key::KeyboardPalette,
            Self::Search => Key::ListSearch,
            Self::Sheet => Key::KeyboardSheet,
            Self::StepOut => Key::KeyboardStepOut,
            Self::Next => Key::KeyboardNext,
            Self::Previous => Key::KeyboardPrevious,
            Self::Open => Key::KeyboardOpen,
            Self::Status => Key::KeyboardStatus,
            Self::Assign => Key::KeyboardAssign,
            Self::Label => Key::KeyboardLabel,
            Self::Snooze => Key::KeyboardSnooze,
            Self::Unread => Key::DeedUnreadIt,
            Self::Select => Key::KeyboardSelect,
            Self::ShowMine => Key::ViewMine,
            Self::ShowPending => Key::ViewPending,
            Self::ShowUnread => Key::ViewUnread,
            Self::ShowAll => Key::ViewAll,
            Self::Reply => Key::KeyboardReply,
            Self::Note => Key::KeyboardNote,
            Self::SendResolve => Key::ComposerSendResolve,
            Self::Find => Key::FindTitle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_stands_in_one_group() {
        let all = GROUPS.iter().flat_map(|(_, group)| group.iter().copied());
        let all: Vec<Shortcut> = all.collect();
        assert_eq!(all.len(), Shortcut::EVERY.len());
        for shortcut in Shortcut::EVERY {
            assert!(all.contains(shortcut), "{}", shortcut.word());
        }
    }
}
