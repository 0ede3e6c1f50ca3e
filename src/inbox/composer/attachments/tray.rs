//! The files of the message that is being written, and messages that wait for their files.

use std::rc::Rc;

use leptos::prelude::*;
use recado_protocol::MessageId;
use send_wrapper::SendWrapper;
use web_sys::File;

use super::{Attachments, Order, TrayState};
use crate::locale::{Key, file_size, listed, number, t, t_count, t_with};
use crate::markup::view;
use crate::reactive::{Signal, effect, memo};
use crate::session::uploads::{Chosen, Item, Parcel, Refused, Stage, Uploads, most_files};
use crate::ui::{Icon, IconButton, KeyedRow, keyed_rows, small_icon, use_toaster};

/// What can be seen of a file before it is sent.
const PREVIEWED: [&str; 5] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
];

/// The tray of one composer.
#[component]
pub fn Tray(attachments: Attachments) -> impl IntoView {
    let uploads = SendWrapper::new(Uploads::of(attachments.session));
    carry_out(attachments, Rc::clone(&uploads));
    let parcels = {
        let uploads = uploads.clone();
        memo(move || uploads.parcels(&attachments.conversation()))
    };
    let rows = move || {
        let mut rows = Vec::new();
        for parcel in parcels.get() {
            let message = parcel.message.clone();
            match parcel.sent {
                Some(_) => {
                    let key = message.to_string();
                    let uploads = uploads.clone();
                    rows.push(KeyedRow::new(key, move |_| {
                        sent_row(message.clone(), parcels, uploads.clone(), attachments)
                    }));
                }
                None => rows.extend(parcel.items.into_iter().map(|item| {
                    let (message, uploads) = (message.clone(), uploads.clone());
                    KeyedRow::new(item.key.clone(), move |_| {
                        item_row(message.clone(), item.clone(), parcels, uploads.clone())
                    })
                })),
            }
        }
        rows
    };
    let is_empty = move || parcels.with(Vec::is_empty);
    view! {
        <div
            class="tray"
            role="list"
            aria-label=Key::FilesTray
            hidden=is_empty
        >
            {keyed_rows(rows)}
        </div>
    }
}

/// Does what the composer asks for, and tells it how the files stand.
fn carry_out(attachments: Attachments, uploads: Rc<Uploads>) {
    let toaster = use_toaster();
    let conversation = attachments.conversation();
    let (taking, adding) = (Rc::clone(&uploads), conversation.clone());
    effect(move || {
        let files = attachments.take_chosen();
        if files.is_empty() {
            return;
        }
        let chosen = files.into_iter().map(chosen).collect();
        if taking.add(&adding, chosen) > 0 {
            let limits = untrack(|| attachments.session.limits_in(&adding));
            let most = u64::try_from(most_files(&limits)).unwrap_or(u64::MAX);
            toaster.alert(t_count(Key::FilesTooMany, most));
        }
    });
    let (telling, of) = (Rc::clone(&uploads), conversation.clone());
    effect(move || {
        let parcels = telling.parcels(&of);
        let open = parcels.iter().find(|parcel| parcel.sent.is_none());
        let state = open.map_or_else(TrayState::default, |parcel| TrayState {
            files: parcel.items.len(),
            is_stuck: parcel.is_stuck(),
        });
        if attachments.state.get_untracked() != state {
            attachments.state.set(state);
        }
    });
    let (returning, to) = (Rc::clone(&uploads), conversation.clone());
    effect(move || {
        if let Some(message) = attachments.take_returned() {
            returning.take_in(&to, &message);
        }
    });
    effect(move || {
        if let Some(order) = attachments.take_order() {
            let Order { text, email, more } = order.clone();
            if !uploads.send(&conversation, &text, email, more) {
                attachments.on_text.run((order,));
            }
        }
    });
}

fn chosen(file: File) -> Chosen {
    Chosen {
        name: file.name(),
        media_type: file.type_(),
        bytes: file.into(),
        voice: false,
        duration_ms: None,
        waveform: Vec::new(),
    }
}

type Parcels = crate::reactive::Memo<Vec<Parcel>>;

/// A file of the message that is being written.
fn item_row(
    message: MessageId,
    item: Item,
    parcels: Parcels,
    uploads: SendWrapper<Rc<Uploads>>,
) -> AnyView {
    let key = item.key.clone();
    let now = memo(move || {
        parcels.with(|parcels| {
            let mut items = parcels.iter().flat_map(|parcel| &parcel.items);
            items.find(|item| item.key == key).cloned()
        })
    });
    let preview = PREVIEWED
        .contains(&item.media_type.as_str())
        .then(|| uploads.preview(&item.key))
        .flatten();
    let picture = match preview {
        Some(url) => view! { <img class="tray__picture" src=url alt="" /> },
        None => {
            view! { <span class="tray__picture tray__picture--file">{small_icon(Icon::File)}</span> }
        }
    };
    let name = item.name.clone();
    let label = Signal::derive({
        let name = name.clone();
        move || t_with(Key::FilesRemove, &[("name", &name)])
    });
    let remove_key = item.key.clone();
    let remove = move || uploads.remove(&message, &remove_key);
    let is_refused = move || {
        now.with(|item| {
            item.as_ref()
                .is_some_and(|item| matches!(item.stage, Stage::Refused(_)))
        })
    };
    view! {
        <div class="tray__item" class=("tray__item--refused", is_refused) role="listitem">
            {picture}
            <div class="tray__facts">
                <span class="tray__name" dir="auto">{name}</span>
                <span class="tray__state">{move || now.get().map(|item| state_view(&item))}</span>
            </div>
            <IconButton icon=Icon::Close label=label small=true on_press=remove />
        </div>
    }
}

/// How far a file is, in words and as a bar.
fn state_view(item: &Item) -> AnyView {
    let size = file_size(item.size);
    match &item.stage {
        Stage::Waiting => view! { <span>{size}</span> },
        Stage::Moving { sent } => {
            let warning = (!item.is_kept).then(|| view! { <span>{t(Key::FilesNotKept)}</span> });
            view! { {progress(*sent, item.size)} {warning} }
        }
        Stage::Stopped { sent } => view! {
            {progress(*sent, item.size)} <span>{t(Key::FilesStopped)}</span>
        },
        Stage::Done => view! {
            <span>{size}</span>
            {small_icon(Icon::Check)}
            <span class="visually-hidden">{t(Key::FilesUploaded)}</span>
        },
        Stage::Refused(why) => view! {
            {small_icon(Icon::Warning)} <span>{refused_sentence(why)}</span>
        },
    }
}

fn progress(sent: u64, all: u64) -> AnyView {
    let percent = percent(sent, all);
    let words = t_with(Key::FilesUploading, &[("n", &number(percent))]);
    view! {
        <progress class="tray__progress" max="100" value=percent.to_string() aria-label=words.clone()></progress>
        <span class="tabular" aria-hidden="true">{words}</span>
    }
}

/// In whole hundredths: all of it only when it is all of it.
const fn percent(sent: u64, all: u64) -> u64 {
    let all = if all == 0 { 1 } else { all };
    sent.saturating_mul(100) / all
}

fn refused_sentence(why: &Refused) -> String {
    match why {
        Refused::Type => t(Key::FilesRefusedType),
        Refused::Size(most) => t_with(Key::FilesRefusedSize, &[("size", &file_size(*most))]),
        Refused::Empty => t(Key::FilesRefusedEmpty),
        Refused::Lost => t(Key::FilesRefusedLost),
        Refused::Backend => t(Key::FilesRefusedBackend),
    }
}

/// A message that goes when its files are there.
fn sent_row(
    message: MessageId,
    parcels: Parcels,
    uploads: SendWrapper<Rc<Uploads>>,
    attachments: Attachments,
) -> AnyView {
    let id = message.clone();
    let now = memo(move || {
        parcels.with(|parcels| parcels.iter().find(|parcel| parcel.message == id).cloned())
    });
    let cancel = move || {
        if let Some((text, email)) = uploads.take_back_sent(&message) {
            attachments.on_text.run((Order {
                text,
                email,
                more: None,
            },));
        }
    };
    let names = now.get_untracked().map(|parcel| {
        let names: Vec<String> = parcel.items.into_iter().map(|item| item.name).collect();
        listed(&names)
    });
    let state = move || {
        let parcel = now.get()?;
        let (sent, all) = parcel.progress();
        let why = parcel.items.iter().find_map(|item| match &item.stage {
            Stage::Refused(why) => Some(refused_sentence(why)),
            Stage::Stopped { .. } => Some(t(Key::FilesStopped)),
            _ => None,
        });
        Some(view! { {progress(sent, all)} <span>{why}</span> })
    };
    view! {
        <div class="tray__item tray__item--sent" role="listitem">
            <span class="tray__picture tray__picture--file">{small_icon(Icon::Send)}</span>
            <div class="tray__facts">
                <span class="tray__name" dir="auto">
                    {Key::FilesSending} " " {names.clone()}
                </span>
                <span class="tray__state">{state}</span>
            </div>
            <IconButton icon=Icon::Close label=Key::ActionCancel small=true on_press=cancel />
        </div>
    }
}
