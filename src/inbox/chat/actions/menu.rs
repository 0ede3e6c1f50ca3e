//! The menu of a message, and the windows that open from it.

use leptos::callback::UnsyncCallback;
use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::task::spawn_local;
use recado_protocol::message::more::{Cited, Quote};
use recado_protocol::{Fields, Message, MessageId, MessageWrite, More};

use super::begun::begun;
use super::offer::{Circumstances, Offer, content_of};
use super::{
    MessageActions, Pressed, Window, delete, details, dispatch_write, edit, forward, reveal,
    translate,
};
use crate::browser::clipboard;
use crate::inbox::chat::message::followed;
use crate::inbox::chat::pinned::PIN;
use crate::inbox::composer::{EmojiPlace, emoji_picker};
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, effect, live};
use crate::session::Intent;
use crate::shell::{Address, use_address};
use crate::ui::{
    Dialog, Icon, MenuAlign, MenuEntry, Toaster, menu_item, menu_separator, open_menu, use_toaster,
};

/// The reactions that the menu offers at once.
const QUICK: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
const REPLY: &str = " M8 5 3.5 9.5 8 14M3.5 9.5H11a5.5 5.5 0 0 1 5.5 5.5v.5";
const FORWARD: &str = " M12 5l4.5 4.5L12 14M16.5 9.5H9A5.5 5.5 0 0 0 3.5 15v.5";
const LINK: &str = "M8.5 11.5a3 3 0 0 0 4.3 0l2.6-2.6a3 3 0 0 0-4.3-4.3L10 5.7M11.5 8.5a3 3 0 0 0-4.3 0l-2.6 2.6a3 3 0 0 0 4.3 4.3l1.1-1.1";
const INFO: &str = "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.3v4M10 6.7v.1";
const EYE: &str = "M2.5 10S5.500 5 10 5s7.500 5 7.500 5-3 5-7.500 5S2.500 10 2.500 10zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z";

/// Under this name what was pinned last is one topic of the news.
const PINS: &str = "pins";

/// What the menu of one log needs.
#[derive(Clone, Copy)]
struct Tools {
    actions: MessageActions,
    /// The message for which an emoji is picked.
    picking: RwSignal<Option<Pressed>>,
    address: Address,
    toaster: Toaster,
}

/// The menu that is open, the picker of emoji and the windows.
#[component]
pub fn ActionTools(actions: MessageActions) -> impl IntoView {
    let tools = Tools {
        actions,
        picking: RwSignal::new(None),
        address: use_address(),
        toaster: use_toaster(),
    };
    view! {
        {live(move || actions.pressed.get().map(|pressed| tools.menu(pressed)))}
        {live(move || tools.picking.get().map(|pressed| tools.picker(pressed)))}
        {tools.dialog()}
    }
}

impl Tools {
    fn menu(self, pressed: Pressed) -> AnyView {
        let message = followed(pressed.message.clone(), self.actions.open);
        let is_open = RwSignal::new(true);
        let button = beside(&pressed);
        effect(move || {
            if !is_open.get() {
                self.actions.close();
            }
        });
        let entries = UnsyncCallback::new(move |()| untrack(|| self.entries(&pressed, message)));
        open_menu(
            text(Key::ChatMessageActions),
            button,
            is_open,
            MenuAlign::Start,
            entries,
        )
    }

    fn entries(self, pressed: &Pressed, message: Memo<Option<Message>>) -> Vec<MenuEntry> {
        let Some(message) = message.get() else {
            return Vec::new();
        };
        let offer = Circumstances::of(self.actions.open).offer(&message);
        let mut entries = Vec::new();
        if offer.react {
            self.add_reactions(&mut entries, pressed, &message);
        }
        self.add_sending(&mut entries, offer, &message);
        self.add_copying(&mut entries, offer, &message);
        self.add_keeping(&mut entries, offer, &message);
        let details = self.opener(Window::Details, &message);
        entries.push(menu_item(t(Key::MessageDetails), details).with_drawing(INFO));
        entries
    }

    fn add_reactions(self, entries: &mut Vec<MenuEntry>, pressed: &Pressed, message: &Message) {
        let mine = mine(message, self.actions.open.me().as_str());
        for emoji in QUICK {
            let write = if mine.iter().any(|it| it == emoji) {
                MessageWrite::TakeReactionBack(emoji.to_owned())
            } else {
                MessageWrite::React(emoji.to_owned())
            };
            let react = self.writer(write, message);
            entries.push(menu_item(emoji.to_owned(), react).small());
        }
        let pressed = pressed.clone();
        let pick = move || self.picking.set(Some(pressed.clone()));
        entries.push(menu_item(t(Key::MessageMoreReactions), pick).small());
        entries.push(menu_separator());
    }

    fn add_sending(self, entries: &mut Vec<MenuEntry>, offer: Offer, message: &Message) {
        if offer.reply {
            let cited = Cited {
                message: message.id.clone(),
                quote: Quote::of(message),
            };
            let calls = self.actions.calls;
            let reply = move || {
                calls.answer(Some(cited.clone()));
                calls.write.update(|times| *times += 1);
            };
            entries.push(menu_item(t(Key::MessageReply), reply).with_drawing(REPLY));
        }
        if offer.forward {
            let forward = self.opener(Window::Forward, message);
            entries.push(menu_item(t(Key::MessageForward), forward).with_drawing(FORWARD));
        }
        if offer.resend {
            let message = message.clone();
            let resend = move || self.resend(&message);
            entries.push(menu_item(t(Key::MessageResend), resend).with_icon(Icon::Retry));
        }
    }

    fn add_copying(self, entries: &mut Vec<MenuEntry>, offer: Offer, message: &Message) {
        if offer.copy_text {
            let text = message.content.text().unwrap_or_default().to_owned();
            let copy = move || self.copy(text.clone());
            entries.push(menu_item(t(Key::ChatCopyText), copy).with_icon(Icon::Copy));
        }
        if offer.is_placed {
            let id = message.id.clone();
            let copy = move || self.copy(self.link(id.clone()));
            entries.push(menu_item(t(Key::ChatCopyLink), copy).with_drawing(LINK));
        }
        if offer.translate {
            let id = message.id.clone();
            let translate = move || translate::ask(self.actions, &id, self.toaster);
            entries.push(menu_item(t(Key::MessageTranslate), translate).with_icon(Icon::Language));
        }
    }

    fn add_keeping(self, entries: &mut Vec<MenuEntry>, offer: Offer, message: &Message) {
        if offer.pin {
            let (key, toast, write, back) = if offer.is_pinned {
                let (write, back) = (MessageWrite::Unpin, MessageWrite::Pin);
                (Key::MessageUnpin, Key::ToastUnpinned, write, back)
            } else {
                let (write, back) = (MessageWrite::Pin, MessageWrite::Unpin);
                (Key::MessagePin, Key::ToastPinned, write, back)
            };
            let (act, undo) = (self.writer(write, message), self.writer(back, message));
            let pin = move || {
                act();
                self.toaster
                    .offer_about(PINS, t(toast), t(Key::ActionUndo), undo.clone());
            };
            entries.push(menu_item(t(key), pin).with_drawing(PIN));
        }
        if offer.reveal {
            let reveal = self.opener(Window::Reveal, message);
            entries.push(menu_item(t(Key::MessageReveal), reveal).with_drawing(EYE));
        }
        if offer.edit {
            let edit = self.opener(Window::Edit, message);
            entries.push(menu_item(t(Key::MessageEdit), edit).with_icon(Icon::Pencil));
        }
        if offer.delete {
            let delete = self.opener(Window::Delete, message);
            entries.push(menu_item(t(Key::MessageDelete), delete).with_icon(Icon::Trash));
        }
    }

    fn writer(self, write: MessageWrite, message: &Message) -> impl Fn() + Clone + 'static {
        let id = message.id.clone();
        move || dispatch_write(self.actions.open, &id, &write)
    }

    fn opener(self, window: Window, message: &Message) -> impl Fn() + 'static {
        let id = message.id.clone();
        move || self.actions.window.set(Some((window, id.clone())))
    }

    /// A new message that says the same, and which one it repeats.
    fn resend(self, message: &Message) {
        let open = self.actions.open;
        let Some(content) = content_of(message) else {
            return;
        };
        let more = More {
            resent: Some(message.id.clone()),
            ..More::default()
        };
        open.session.dispatch(Intent::Send {
            conversation: open.id(),
            content,
            more: Some(Fields::of(&more)),
        });
        self.toaster.announce(t(Key::MessageResent));
    }

    /// The address at which a colleague finds this message.
    fn link(self, message: MessageId) -> String {
        let place = InboxPlace {
            conversation: Some(self.actions.open.id()),
            message: Some(message),
            ..InboxPlace::default()
        };
        let origin = window().location().origin().unwrap_or_default();
        format!("{origin}{}", self.address.href(&place))
    }

    fn copy(self, text: String) {
        let toaster = self.toaster;
        spawn_local(async move {
            if clipboard::copy(&text).await {
                toaster.notice(t(Key::ToastCopied));
            } else {
                toaster.alert(t(Key::ToastNotCopied));
            }
        });
    }

    fn picker(self, pressed: Pressed) -> AnyView {
        let is_open = RwSignal::new(true);
        let button = beside(&pressed);
        effect(move || {
            if !is_open.get() {
                self.picking.set(None);
            }
        });
        let on_pick = UnsyncCallback::new(move |(emoji,): (String,)| {
            let write = MessageWrite::React(emoji);
            dispatch_write(self.actions.open, &pressed.message, &write);
            is_open.set(false);
        });
        emoji_picker(EmojiPlace {
            is_open,
            button,
            on_pick,
        })
    }

    fn dialog(self) -> AnyView {
        let (open, window) = (self.actions.open, self.actions.window);
        let is_open = Signal::derive(move || window.with(Option::is_some));
        let close = UnsyncCallback::new(move |()| {
            if let Some((Window::Edit, id)) = window.get_untracked()
                && begun(open, &id).is_some()
            {
                self.toaster.notice(t(Key::MessageEditKept));
            }
            window.set(None);
        });
        let title = Signal::derive(move || {
            window.with(|window| match window {
                Some((Window::Edit, _)) => t(Key::MessageEditTitle),
                Some((Window::Delete, _)) => t(Key::MessageDeleteTitle),
                Some((Window::Forward, _)) => t(Key::ForwardTitle),
                Some((Window::Details, _)) => t(Key::DetailsTitle),
                Some((Window::Reveal, _)) => t(Key::RevealTitle),
                None => String::new(),
            })
        });
        let content = move || {
            window.get().and_then(|(window, id)| {
                let message = followed(id, open).get_untracked()?;
                Some(match window {
                    Window::Edit => edit::content(&message, open, close),
                    Window::Delete => delete::content(&message, open, close),
                    Window::Forward => forward::content(message, open),
                    Window::Details => details::content(&message, open),
                    Window::Reveal => reveal::content(&message, open, close),
                })
            })
        };
        view! {
            <Dialog open=is_open on_close=close title=title class="message-window">
                {live(content)}
            </Dialog>
        }
    }
}

/// A place that holds the button that was pressed, which may leave the page meanwhile.
fn beside(pressed: &Pressed) -> NodeRef<html::Button> {
    let button = NodeRef::new();
    NodeRefContainer::<html::Button>::load(button, &pressed.button);
    button
}

/// With what this agent has reacted.
fn mine(message: &Message, me: &str) -> Vec<String> {
    use recado_protocol::Author;

    let reactions = message.read_more().reactions.into_iter();
    reactions
        .filter(|it| matches!(&it.by, Author::Agent { id, .. } if id.as_str() == me))
        .map(|it| it.emoji)
        .collect()
}
