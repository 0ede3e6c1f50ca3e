//! Files for the message that is being written. Here is what every composer has; the tray that
//! shows and sends them is loaded when the first file comes (`tray`).

mod limits;
mod tray;

use leptos::callback::UnsyncCallback;
use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use recado_protocol::{ConversationId, Feature, Fields, Rich};
use recado_store::Mode;
use send_wrapper::SendWrapper;
use web_sys::{DataTransfer, File};

use crate::later::{self, Tool};
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, memo, shown_while};
use crate::session::{Session, uploads};
use crate::ui::{Icon, IconButton};

use limits::limits_sentence;
pub use tray::Tray;

/// The files of one composer.
#[derive(Clone, Copy)]
pub struct Attachments {
    pub session: Session,
    conversation: StoredValue<ConversationId>,
    /// Files go with replies.
    mode: RwSignal<Mode>,
    /// Whether the tray has something to do.
    wanted: RwSignal<bool>,
    /// What was chosen, until the tray takes it.
    chosen: RwSignal<SendWrapper<Vec<File>>>,
    /// What is to be sent with the files, until the tray takes it.
    order: RwSignal<Option<Order>>,
    /// A message that was taken back, until the tray takes its files.
    returned: RwSignal<Option<Rich>>,
    pub state: RwSignal<TrayState>,
    /// Gives back what was written with files that were not sent.
    pub on_text: UnsyncCallback<(Order,)>,
}

/// What is sent with the files.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Order {
    pub text: String,
    /// The e-mail that it is, where it is one.
    pub email: Option<Rich>,
    /// See [`recado_protocol::More`].
    pub more: Option<Fields>,
}

/// What the tray holds for the message that is being written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TrayState {
    pub files: usize,
    /// One of them can't be sent.
    pub is_stuck: bool,
}

impl Attachments {
    pub fn begin(
        session: Session,
        conversation: ConversationId,
        mode: RwSignal<Mode>,
        on_text: UnsyncCallback<(Order,)>,
    ) -> Self {
        Self {
            session,
            conversation: StoredValue::new(conversation),
            mode,
            wanted: RwSignal::new(uploads::any_waiting()),
            chosen: RwSignal::new(SendWrapper::new(Vec::new())),
            order: RwSignal::new(None),
            returned: RwSignal::new(None),
            state: RwSignal::new(TrayState::default()),
            on_text,
        }
    }

    pub fn conversation(self) -> ConversationId {
        self.conversation.get_value()
    }

    /// Whether files can be sent here, and now. Reactive.
    pub fn can_attach(self) -> bool {
        self.mode.get() == Mode::Reply
            && self.session.can(&Feature::UPLOADS)
            && uploads::takes_files(&self.session.limits_in(&self.conversation()))
    }

    pub fn add(self, files: Vec<File>) {
        if !files.is_empty() && untrack(|| self.can_attach()) {
            self.chosen.update(|chosen| chosen.extend(files));
            self.wanted.set(true);
        }
    }

    /// Shows the tray: something waits in it.
    pub fn show(self) {
        self.wanted.set(true);
    }

    /// Sends what the tray holds.
    pub fn send(self, order: Order) {
        self.order.set(Some(order));
    }

    /// A message was taken back: the files that it has are in the tray again.
    pub fn put_back(self, message: Rich) {
        self.returned.set(Some(message));
        self.wanted.set(true);
    }

    /// What was chosen since the last call. Reactive.
    fn take_chosen(self) -> Vec<File> {
        if self.chosen.with(|chosen| chosen.is_empty()) {
            return Vec::new();
        }
        let mut taken = Vec::new();
        self.chosen
            .update_untracked(|chosen| std::mem::swap(&mut **chosen, &mut taken));
        taken
    }

    /// An order that came since the last call. Reactive.
    fn take_order(self) -> Option<Order> {
        let order = self.order.get()?;
        self.order.update_untracked(|order| *order = None);
        Some(order)
    }

    /// A message that was taken back since the last call. Reactive.
    fn take_returned(self) -> Option<Rich> {
        let returned = self.returned.get()?;
        self.returned.update_untracked(|returned| *returned = None);
        Some(returned)
    }
}

/// The button that lets a person choose files, with what can be chosen in its description.
pub fn attach_button(attachments: Attachments) -> AnyView {
    let input = NodeRef::<Input>::new();
    let choose = move || {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let take = move |_| {
        if let Some(input) = input.get_untracked() {
            attachments.add(input.files().map(list).unwrap_or_default());
            // The same file can be chosen again.
            input.set_value("");
        }
    };
    let can_attach = memo(move || attachments.can_attach());
    let what = move || limits_sentence(attachments);
    shown_while(
        move || can_attach.get(),
        move || {
            view! {
                <span class="composer__attach" title=what>
                    <IconButton icon=Icon::Attach label=Key::ComposerAttach on_press=choose />
                    <input
                        type="file"
                        multiple=""
                        hidden=""
                        tabindex="-1"
                        aria-hidden="true"
                        node_ref=input
                        on:change=take
                    />
                    <span class="visually-hidden">{what}</span>
                </span>
            }
        },
    )
}

/// The tray, once there is something for it.
pub fn tray(attachments: Attachments) -> AnyView {
    shown_while(
        move || attachments.wanted.get() && attachments.mode.get() == Mode::Reply,
        move || later::tool(Tool::Tray(attachments)),
    )
}

/// Takes files that are pasted; text is left to the field.
pub fn paste(attachments: Attachments, event: &ev::Event) {
    use wasm_bindgen::JsCast;
    let event = event.unchecked_ref::<web_sys::ClipboardEvent>();
    let files = event.clipboard_data().map(files_in).unwrap_or_default();
    // A table that is copied comes as a text and as a picture of it: the text is meant.
    let has_text = event
        .clipboard_data()
        .and_then(|data| data.get_data("text/plain").ok())
        .is_some_and(|text| !text.is_empty());
    if !files.is_empty() && !has_text {
        event.prevent_default();
        attachments.add(files);
    }
}

/// The files of something that is dragged or pasted.
pub fn files_in(data: DataTransfer) -> Vec<File> {
    data.files().map(list).unwrap_or_default()
}

fn list(files: web_sys::FileList) -> Vec<File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}
