//! The table of shortcuts: what each is called in what this device remembers, its keys until others are chosen, and where
//! they are meant for it.

/// Where the keys of a shortcut are meant for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Also while something is typed.
    Everywhere,
    /// Wherever no letters are typed.
    Page,
    /// In the list, which listens for it itself.
    List,
    /// In the chat, also while something is typed; it listens for it itself.
    Chat,
}

macro_rules! shortcuts {
    ($($name:ident => $word:literal, $keys:literal, $reach:ident;)+) => {
        /// What can be done by keys.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Shortcut {
            $($name,)+
        }

        impl Shortcut {
            pub const EVERY: &'static [Self] = &[$(Self::$name,)+];
        }

        const ROWS: &[(&str, &str, Reach)] = &[$(($word, $keys, Reach::$reach),)+];
    };
}

shortcuts! {
    Palette => "palette", "Mod+k", Everywhere;
    Search => "search", "/", Page;
    Sheet => "sheet", "?", Page;
    StepOut => "step_out", "Escape", Everywhere;
    Next => "next", "j", Page;
    Previous => "previous", "k", Page;
    Open => "open", "Enter", List;
    Status => "status", "e", Page;
    Assign => "assign", "a", Page;
    Label => "label", "l", Page;
    Snooze => "snooze", "s", Page;
    Unread => "unread", "u", Page;
    Select => "select", "x", List;
    ShowMine => "show_mine", "g m", Page;
    ShowPending => "show_pending", "g p", Page;
    ShowUnread => "show_unread", "g u", Page;
    ShowAll => "show_all", "g a", Page;
    Reply => "reply", "r", Page;
    Note => "note", "n", Page;
    SendResolve => "send_resolve", "Mod+Enter", Chat;
    Find => "find", "Mod+f", Everywhere;
}

impl Shortcut {
    /// Under this word the choice of other keys is kept.
    pub fn word(self) -> &'static str {
        ROWS[self as usize].0
    }

    /// Its keys until others are chosen. One after the other, with a space between; `Mod` is Ctrl or Cmd.
    pub fn first_keys(self) -> &'static str {
        ROWS[self as usize].1
    }

    pub fn reach(self) -> Reach {
        ROWS[self as usize].2
    }

    /// Whether somebody who types could mean its keys as text.
    pub fn works_while_typing(self) -> bool {
        matches!(self.reach(), Reach::Everywhere | Reach::Chat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_have_the_same_keys_or_the_same_word_and_none_hides_a_sequence() {
        for (at, one) in Shortcut::EVERY.iter().enumerate() {
            for other in &Shortcut::EVERY[at + 1..] {
                assert_ne!(one.word(), other.word());
                assert_ne!(one.first_keys(), other.first_keys());
                for (a, b) in [(one, other), (other, one)] {
                    let begins = a.first_keys().strip_prefix(b.first_keys());
                    assert!(!begins.is_some_and(|rest| rest.starts_with(' ')));
                }
            }
        }
    }

    #[test]
    fn none_steals_a_letter_from_somebody_who_types_and_none_uses_alt() {
        for shortcut in Shortcut::EVERY {
            let keys = shortcut.first_keys();
            assert!(!keys.contains("Alt"));
            if shortcut.works_while_typing() {
                assert!(keys.starts_with("Mod+") || keys == "Escape", "{keys}");
            }
        }
    }
}
