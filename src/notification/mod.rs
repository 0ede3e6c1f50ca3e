//! What a person is told of: messages, and what else happens to the own work. Here is what hears of it; the telling, by
//! the browser's notifications, a sound and the notification centre, comes with the first of it (`parts.rs`).

mod arrival;
mod bell;
mod centre;
mod desktop;
mod kind;
mod parts;
pub mod probe;
mod settings;
mod teller;
mod window;

use leptos::prelude::*;
use recado_protocol::{Command, ConversationId, Message, MessageId, Problem};

use crate::browser::storage;
use crate::later::{self, Desk};
use crate::locale::{Key, t};
use crate::reactive::{RwSignal, StoredValue, shown_while};
use crate::session::use_session;
use crate::ui::{Icon, MenuEntry, menu_checkbox, menu_item};

pub use bell::bell;
pub use parts::NotificationParts;

/// Under these names the choices are kept on this device.
const NOTIFIES: &str = "notifies";
const RINGS: &str = "rings";
/// Under this name it is kept how many entries of the centre have not been read, after whose they are.
pub const UNREAD: &str = "bell";

/// Something that has happened.
#[derive(Clone, Debug)]
pub enum News {
    /// A customer wrote.
    Arrived {
        conversation: ConversationId,
        message: MessageId,
    },
    /// Something else stands in a conversation: a note, a line of the system, a delivery that failed.
    Told(Box<Message>),
    /// A message was refused, or a new text of one.
    Refused { command: Command, problem: Problem },
    /// Somebody was erased. Nobody is told, but the centre looks whether it holds something of them.
    Erased,
}

/// What the parts that come later are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Want {
    /// The window with what has happened.
    Centre,
    /// The window of what to be told of.
    Settings,
    /// The browser's permission.
    Permission,
    /// The sound.
    Ring,
}

/// The way to the parts that come later.
#[derive(Clone, Copy)]
pub struct Notifications {
    news: RwSignal<Vec<News>>,
    want: RwSignal<Option<Want>>,
    /// How many entries of the centre have not been read.
    unread: RwSignal<u64>,
    /// Whose they are.
    me: StoredValue<String>,
}

/// For as long as the current owner lives.
pub fn provide_notifications() -> Notifications {
    let me = use_session().peek(|store| store.me().id.to_string());
    let kept = storage::get(UNREAD);
    let unread = kept.and_then(|kept| {
        let (of, number) = kept.rsplit_once(' ')?;
        number.parse().ok().filter(|_| of == me)
    });
    let notifications = Notifications {
        news: RwSignal::new(Vec::new()),
        want: RwSignal::new(None),
        unread: RwSignal::new(unread.unwrap_or_default()),
        me: StoredValue::new(me),
    };
    provide_context(notifications);
    notifications
}

/// Those of this page.
pub fn use_notifications() -> Notifications {
    expect_context()
}

impl Notifications {
    /// This has happened.
    pub fn tell(self, news: Vec<News>) {
        if !news.is_empty() {
            self.news.update(|all| all.extend(news));
        }
    }

    /// What is told, once there is something to tell.
    pub fn view(self) -> AnyView {
        let is_wanted = RwSignal::new(false);
        crate::reactive::effect(move || {
            if !self.news.with(Vec::is_empty) || self.want.with(Option::is_some) {
                is_wanted.set(true);
            }
        });
        shown_while(move || is_wanted.get(), || later::desk(Desk::Notifications))
    }

    /// The entries of a menu in which a person chooses how to be told.
    pub fn entries(self) -> Vec<MenuEntry> {
        let mut entries = Vec::new();
        if desktop::permission().is_some() {
            let notifies = notifies();
            let label = t(Key::OptionsNotifications);
            entries.push(menu_checkbox(label, notifies, move || {
                self.choose_notifications(!notifies);
            }));
        }
        let rings = is_chosen(RINGS);
        entries.push(menu_checkbox(t(Key::OptionsSound), rings, move || {
            self.choose_sound(!rings);
        }));
        let settings = menu_item(t(Key::OptionsNotificationSettings), move || {
            self.want.set(Some(Want::Settings));
        });
        entries.push(settings.with_icon(Icon::Bell));
        entries
    }

    /// A browser that already knows the answer is not asked again.
    fn choose_notifications(self, on: bool) {
        choose(NOTIFIES, on);
        if on && desktop::permission() != Some(desktop::NotificationPermission::Granted) {
            self.want.set(Some(Want::Permission));
        }
    }

    /// The sound is heard at once by whoever switches it on.
    fn choose_sound(self, on: bool) {
        choose(RINGS, on);
        if on {
            self.want.set(Some(Want::Ring));
        }
    }
}

/// Chosen, and not refused by the browser; while it asks, the choice stands.
fn notifies() -> bool {
    is_chosen(NOTIFIES) && desktop::permission() != Some(desktop::NotificationPermission::Denied)
}

fn is_chosen(name: &str) -> bool {
    storage::get(name).is_some()
}

fn choose(name: &str, on: bool) {
    if on {
        storage::set(name, "yes");
    } else {
        storage::remove(name);
    }
}
