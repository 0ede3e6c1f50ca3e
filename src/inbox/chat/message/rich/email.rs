//! An e-mail: who it is from and to, and its body.

mod frame;

use leptos::prelude::*;
use recado_protocol::message::rich::{Attachment, Email, Mailbox};

use super::quoted;
use crate::inbox::chat::message::MessageSetting;
use crate::inbox::chat::message::media::media_view;
use crate::locale::{Key, text};
use crate::markup::view;
use frame::frame_view;

/// A longer text is folded like any other message instead of by its history.
const LONGEST_BYTES: usize = 3_000;

pub fn view(email: &Email, setting: MessageSetting, whole: &dyn Fn() -> AnyView) -> AnyView {
    let from: Vec<Mailbox> = email.from.clone().into_iter().collect();
    let lines: Vec<AnyView> = [
        (Key::EmailFrom, &from),
        (Key::EmailTo, &email.to),
        (Key::EmailCc, &email.cc),
        (Key::EmailBcc, &email.bcc),
    ]
    .into_iter()
    .filter(|(_, mailboxes)| !mailboxes.is_empty())
    .map(|(key, mailboxes)| {
        let addresses: Vec<String> = mailboxes.iter().map(written).collect();
        view! {
            <dt class="email__label">{text(key)}</dt>
            <dd class="email__addresses" dir="auto">{addresses.join(", ")}</dd>
        }
    })
    .collect();
    // What the body shows is not listed once more.
    let html = email.html.as_deref().unwrap_or_default();
    let files: Vec<Attachment> = email
        .attachments
        .iter()
        .filter(|file| !html.contains(&format!("data-file=\"{}\"", file.file)))
        .cloned()
        .collect();
    let files = (!files.is_empty()).then(|| media_view(&files, setting));
    view! {
        <div class="email">
            <p class="email__subject" dir="auto">{email.subject.clone()}</p>
            <dl class="email__head">{lines}</dl>
            {body(email, setting, whole)}
            {files}
        </div>
    }
}

fn body(email: &Email, setting: MessageSetting, whole: &dyn Fn() -> AnyView) -> AnyView {
    if let Some(html) = &email.html {
        return frame_view(html, setting.open.session);
    }
    let (said, history) = quoted::split(&email.text);
    let Some(history) = history.filter(|_| said.len() <= LONGEST_BYTES) else {
        return whole();
    };
    let (said, history) = (said.to_owned(), history.to_owned());
    view! {
        <p class="bubble__text">{said}</p>
        <details class="email__quoted">
            <summary>{Key::EmailQuoted}</summary>
            <p class="bubble__text">{history}</p>
        </details>
    }
}

/// A name never stands without the address: names can be chosen.
fn written(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.clone(),
    }
}
