//! What stands in the menu of a conversation: of its row, and of the head of its chat.

use leptos::callback::UnsyncCallback;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};
use recado_protocol::{Conversation, ConversationId, ConversationStatus, Feature};

use super::super::rows::List;
use crate::browser::clipboard;
use crate::inbox::deeds::{
    ARCHIVE, Choice, Chooser, Deed, Doer, TAG, Targets, may_delete_here, use_chooser,
};
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, t, text};
use crate::reactive::{RwSignal, effect};
use crate::shell::{Address, use_address};
use crate::ui::{Icon, MenuAlign, MenuEntry, menu_item, menu_separator, open_menu};

const LINK: &str = "M8.5 11.5a3 3 0 0 0 4.3 0l2.6-2.6a3 3 0 0 0-4.3-4.3L10 5.7M11.5 8.5a3 3 0 0 0-4.3 0l-2.6 2.6a3 3 0 0 0 4.3 4.3l1.1-1.1";
const DOT: &str = "M10 14a4 4 0 1 0 0-8 4 4 0 0 0 0 8z";
const OPEN_OUT: &str = " M8 4.5H4.5v11h11V12M11.5 4.5h4v4M15.5 4.5 9.5 10.5";

/// The menu, open from the beginning.
#[component]
pub fn RowMenuContent(list: List, conversation: ConversationId) -> impl IntoView {
    let is_open = RwSignal::new(true);
    effect(move || {
        if !is_open.get() {
            // Only this one: the next may be open by now.
            list.close_menu();
        }
    });
    menu_of(conversation, list.menu.button, is_open)
}

/// The menu below a button, open for as long as `is_open` says.
pub fn menu_of(
    conversation: ConversationId,
    button: NodeRef<html::Button>,
    is_open: RwSignal<bool>,
) -> AnyView {
    let tools = ConversationTools {
        address: use_address(),
        doer: Doer::here(),
        chooser: use_chooser(),
    };
    let entries = UnsyncCallback::new(move |()| untrack(|| tools.entries(&conversation)));
    let label = text(Key::ListRowActions);
    open_menu(label, button, is_open, MenuAlign::End, entries)
}

/// What does it.
#[derive(Clone, Copy)]
pub struct ConversationTools {
    pub address: Address,
    pub doer: Doer,
    pub chooser: Chooser,
}

impl ConversationTools {
    fn entries(self, id: &ConversationId) -> Vec<MenuEntry> {
        let session = self.doer.session;
        let Some(known) = session.peek(|store| store.conversation(id).cloned()) else {
            return Vec::new();
        };
        let mut entries = Vec::new();
        if !known.is_over() {
            self.add_handling(&mut entries, &known);
            entries.push(menu_separator());
        }
        entries.extend(self.besides(&known));
        entries
    }

    /// How it is handled.
    fn add_handling(self, entries: &mut Vec<MenuEntry>, known: &Conversation) {
        let capabilities = self.doer.session.capabilities();
        if known.unread_count > 0 {
            let read = self.entry(known, Key::DeedReadIt, Deed::Read);
            entries.push(read.with_icon(Icon::Ticks));
        } else if capabilities.can(&Feature::ARCHIVE) && known.last_position > 0 {
            entries.push(self.unread(known).with_drawing(DOT));
        }
        entries.extend(self.answered(known));
        entries.push(self.status(known));
        entries.push(self.wake(known).unwrap_or_else(|| {
            let snooze = self.ask(known, Key::DeedSnooze, Choice::Snooze);
            snooze.with_icon(Icon::Clock)
        }));
        if capabilities.can(&Feature::ASSIGN) {
            let assign = self.ask(known, Key::DeedAssign, Choice::Assign);
            entries.push(assign.with_icon(Icon::UserPlus));
        }
        let label = self.ask(known, Key::DeedLabel, Choice::Label);
        entries.push(label.with_drawing(TAG));
    }

    /// What no shortcut does.
    pub fn without_keys(self, known: &Conversation) -> Vec<MenuEntry> {
        let handling = [self.answered(known), self.wake(known)];
        let handling = handling.into_iter().flatten();
        let mut entries: Vec<MenuEntry> = handling.filter(|_| !known.is_over()).collect();
        entries.extend(self.besides(known));
        entries
    }

    fn answered(self, known: &Conversation) -> Option<MenuEntry> {
        let (key, on) = if known.answered {
            (Key::DeedUnanswerIt, false)
        } else {
            (Key::DeedAnswerIt, true)
        };
        let can = self.doer.session.can(&Feature::ARCHIVE);
        can.then(|| {
            self.entry(known, key, Deed::Answered(on))
                .with_icon(Icon::Chat)
        })
    }

    fn wake(self, known: &Conversation) -> Option<MenuEntry> {
        (known.status == ConversationStatus::Snoozed).then(|| {
            self.entry(known, Key::DeedWakeIt, Deed::Snooze(None))
                .with_icon(Icon::Clock)
        })
    }

    /// Where it is kept, links to it, and its end.
    fn besides(self, known: &Conversation) -> Vec<MenuEntry> {
        let session = self.doer.session;
        let mut entries = Vec::new();
        if session.can(&Feature::ARCHIVE) && !known.is_over() {
            let (key, on) = if known.archived {
                (Key::DeedUnarchiveIt, false)
            } else {
                (Key::DeedArchiveIt, true)
            };
            let archive = self.entry(known, key, Deed::Archived(on));
            entries.push(archive.with_drawing(ARCHIVE));
        }
        self.add_links(&mut entries, known);
        if may_delete_here(session) && !known.erased {
            entries.push(menu_separator());
            entries.push(if known.deleted {
                let restore = self.entry(known, Key::DeedRestoreIt, Deed::Deleted(false));
                restore.with_icon(Icon::Undo)
            } else {
                let delete = self.ask(known, Key::DeedDelete, Choice::Delete);
                delete.with_icon(Icon::Trash)
            });
        }
        entries
    }

    fn entry(self, known: &Conversation, key: Key, deed: Deed) -> MenuEntry {
        let targets = Targets::one(known.id.clone());
        menu_item(t(key), move || self.doer.act(targets.clone(), deed.clone()))
    }

    fn ask(self, known: &Conversation, key: Key, choice: Choice) -> MenuEntry {
        let targets = Targets::one(known.id.clone());
        menu_item(t(key), move || self.chooser.ask(choice, targets.clone()))
    }

    /// Whoever looks at it would read it again at once.
    fn unread(self, known: &Conversation) -> MenuEntry {
        let id = known.id.clone();
        menu_item(t(Key::DeedUnreadIt), move || {
            let place = self.address.place_now().unwrap_or_default();
            if place.conversation.as_ref() == Some(&id) {
                self.address.go(&place.with_conversation(None));
            }
            self.doer.act(Targets::one(id.clone()), Deed::Unread);
        })
    }

    fn status(self, known: &Conversation) -> MenuEntry {
        if known.status == ConversationStatus::Resolved {
            let open = Deed::Status(ConversationStatus::Open);
            return self
                .entry(known, Key::ChatReopen, open)
                .with_icon(Icon::Retry);
        }
        let resolved = Deed::Status(ConversationStatus::Resolved);
        self.entry(known, Key::ChatResolve, resolved)
            .with_icon(Icon::Check)
    }

    fn add_links(self, entries: &mut Vec<MenuEntry>, known: &Conversation) {
        let id = known.id.clone();
        let copy = menu_item(t(Key::ChatCopyLink), move || self.copy_link(id.clone()));
        entries.push(copy.with_drawing(LINK));
        let id = known.id.clone();
        let open = menu_item(t(Key::DeedNewTab), move || {
            let place = self.address.place_now().unwrap_or_default();
            let place = place.with_conversation(Some(id.clone()));
            // A browser that refuses says so itself.
            let _ = window().open_with_url_and_target_and_features(
                &self.address.href(&place),
                "_blank",
                "noopener",
            );
        });
        entries.push(open.with_drawing(OPEN_OUT));
    }

    fn copy_link(self, id: ConversationId) {
        let place = InboxPlace::default().with_conversation(Some(id));
        let origin = window().location().origin().unwrap_or_default();
        let link = format!("{origin}{}", self.address.href(&place));
        let toaster = self.doer.toaster;
        spawn_local(async move {
            if clipboard::copy(&link).await {
                toaster.notice(t(Key::ToastCopied));
            } else {
                toaster.alert(t(Key::ToastNotCopied));
            }
        });
    }
}
