//! What of this conversation goes out later, below what was said: to be moved, sent now, called off.

use leptos::prelude::*;
use recado_protocol::schedule::{NewTime, Scheduled, send_at};
use recado_protocol::{
    Author, Command, CommandId, Content, Conversation, Fields, MessageId, OutgoingContent,
    RichContent, Timestamp, Verb,
};
use recado_store::{EntryState, OutboxEntry, Store, ordered};

use super::calls::use_chat_calls;
use super::open_conversation::OpenConversation;
use crate::browser::clock;
use crate::inbox::composer::Window;
use crate::inbox::plain_line;
use crate::inbox::send_later::SendLaterDialog;
use crate::later::{self, Form};
use crate::locale::{Key, full_date_time, listed, problem_sentence, t, t_with};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, StoredValue, live, memo, shown_while};
use crate::session::{Intent, Topic};
use crate::ui::{Button, Icon, IconButton, KeyedRow, keyed_rows, small_icon, use_toaster};

/// One line: a message and what becomes of it.
#[derive(Clone, PartialEq, Debug)]
struct Line {
    id: MessageId,
    author: Author,
    content: OutgoingContent,
    send_at: Timestamp,
    state: LineState,
}

#[derive(Clone, PartialEq, Debug)]
enum LineState {
    /// The backend has it.
    Kept,
    /// A change of it is on its way.
    Saving,
    /// The backend did not take it.
    Refused(String),
}

/// The lines, or nothing where nothing waits.
pub fn scheduled(open: OpenConversation) -> AnyView {
    let lines = memo(move || lines(open));
    let is_any = memo(move || lines.with(|lines| !lines.is_empty()));
    shown_while(
        move || is_any.get(),
        move || later::form(Form::Scheduled(ScheduledLines { open, lines })),
    )
}

/// The lines where there are some.
#[derive(Clone, Copy)]
pub struct ScheduledLines {
    open: OpenConversation,
    lines: Memo<Vec<Line>>,
}

impl ScheduledLines {
    pub fn view(self) -> AnyView {
        let Self { open, lines } = self;
        view! {
            <section class="scheduled" aria-label=Key::ScheduledRegion>
                <ul class="scheduled__lines">
                    {keyed_rows(move || rows(lines, open))}
                </ul>
            </section>
        }
    }
}

fn rows(lines: Memo<Vec<Line>>, open: OpenConversation) -> Vec<KeyedRow> {
    let is_over = open.read(Conversation::is_over);
    let row = |line: &Line| {
        let line = line.clone();
        let (id, at, state) = (&line.id, line.send_at.millis(), &line.state);
        let key = format!("{id}\n{at}\n{state:?}\n{is_over}");
        KeyedRow::new(key, move |_| line_view(line.clone(), open))
    };
    lines.with(|lines| lines.iter().map(row).collect())
}

fn line_view(line: Line, open: OpenConversation) -> AnyView {
    let toaster = use_toaster();
    let calls = use_chat_calls();
    let is_moving = RwSignal::new(false);
    let Line {
        id,
        author,
        content,
        send_at,
        state,
    } = line;
    let resource = StoredValue::new(format!("scheduled/{id}"));
    let change = move |verb: Verb, body: Option<Fields>| {
        open.session.dispatch(Intent::Write {
            conversation: open.id(),
            verb,
            resource: resource.get_value(),
            body,
        });
    };
    let move_to = move |at: Timestamp| {
        change(Verb::Put, Some(Fields::of(&NewTime { send_at: at })));
    };
    let (words, files) = (plain_line(content.text()), files_of(&content));
    let back = StoredValue::new(content);
    let call_off = move || {
        change(Verb::Delete, None);
        calls.put_back.set(Some(back.get_value()));
        toaster.announce(t(Key::ScheduledCalledOff));
    };
    let command = StoredValue::new(CommandId::new(id.as_str()));
    let discard = move || {
        open.session.dispatch(Intent::Discard(command.get_value()));
        calls.put_back.set(Some(back.get_value()));
    };
    let retry = move || open.session.dispatch(Intent::Retry(command.get_value()));
    let by = author_name(&author, open);
    let files = files.map(|files| {
        view! {
            <p class="scheduled__files truncate">
                {small_icon(Icon::Attach)} <span dir="auto">{files}</span>
            </p>
        }
    });
    let when = move || t_with(Key::ScheduledAt, &[("time", &full_date_time(send_at))]);
    let refused = match &state {
        LineState::Refused(reason) => Some(reason.clone()),
        LineState::Kept | LineState::Saving => None,
    };
    let can_change = state == LineState::Kept && !untrack(|| open.read(Conversation::is_over));
    let is_template =
        matches!(&back.get_value(), OutgoingContent::Rich(rich) if rich.kind() == "template");
    let until = Signal::derive(move || {
        let window = Window::of(open.session, &open.id());
        window.end().filter(|_| !is_template)
    });
    let refused_words = refused.clone().map(|reason| {
        view! {
            <p class="scheduled__refused">{t_with(Key::DeliveryFailed, &[("reason", &reason)])}</p>
        }
    });
    let buttons = if refused.is_some() {
        view! {
            <Button label=Key::ActionRetry icon=Icon::Retry on_press=retry />
            <Button label=Key::ActionDiscard icon=Icon::Trash on_press=discard />
        }
    } else {
        view! {
            <IconButton
                icon=Icon::Send
                label=Key::ScheduledNow
                small=true
                disabled=!can_change
                on_press=move || move_to(clock::now())
            />
            <IconButton
                icon=Icon::Clock
                label=Key::ScheduledMove
                small=true
                disabled=!can_change
                on_press=move || is_moving.set(true)
            />
            <IconButton
                icon=Icon::Trash
                label=Key::ScheduledCallOff
                small=true
                disabled=!can_change
                on_press=call_off
            />
        }
    };
    view! {
        <li class="scheduled__line">
            {small_icon(Icon::Clock)}
            <div class="scheduled__words">
                <p class="scheduled__when">
                    <span class="tabular">{when}</span> {by}
                </p>
                <p class="scheduled__text truncate" dir="auto">{words}</p>
                {files}
                {refused_words}
            </div>
            <div class="scheduled__buttons">{buttons}</div>
            <SendLaterDialog
                open=is_moving
                title=Key::ScheduledMove
                before=Some(send_at)
                until
                on_choose=move_to
            />
        </li>
    }
}

/// Whose it is, where it is not mine.
fn author_name(author: &Author, open: OpenConversation) -> Option<AnyView> {
    let is_mine = matches!(author, Author::Agent { id, .. } if *id == open.me());
    (!is_mine).then(|| {
        let author = author.clone();
        live(move || format!(" · {}", open.name_of(&author)))
    })
}

/// What the backend keeps, with what this agent changed and the backend has not confirmed.
fn lines(open: OpenConversation) -> Vec<Line> {
    let kept: Vec<Scheduled> = open.record.with(|record| {
        let scheduled = record.as_ref().and_then(|record| record.scheduled.as_ref());
        scheduled.and_then(Fields::read).unwrap_or_default()
    });
    let mut lines: Vec<Line> = kept
        .into_iter()
        .filter_map(|kept| {
            Some(Line {
                content: sendable(kept.content)?,
                id: kept.id,
                author: kept.author,
                send_at: kept.send_at,
                state: LineState::Kept,
            })
        })
        .collect();
    let id = open.id();
    open.session.watch(Topic::Timeline(id.clone()), |store| {
        for entry in store.outbox().of(&id) {
            foresee(&mut lines, entry, store);
        }
    });
    ordered(lines, |a, b| a.send_at.cmp(&b.send_at))
}

/// What waits as it was written; system lines never wait.
fn sendable(content: Content) -> Option<OutgoingContent> {
    match content {
        Content::Text { text } => Some(OutgoingContent::Text { text }),
        Content::Note { text } => Some(OutgoingContent::Note { text }),
        Content::Rich(rich) => Some(OutgoingContent::Rich(rich)),
        Content::System { .. } => None,
    }
}

/// The names of the files that go with it.
fn files_of(content: &OutgoingContent) -> Option<String> {
    let OutgoingContent::Rich(rich) = content else {
        return None;
    };
    let files = match rich.read() {
        RichContent::Media { attachments, .. } => attachments,
        RichContent::Email(email) => email.attachments,
        _ => return None,
    };
    let names: Vec<String> = files.into_iter().map(|file| file.name).collect();
    (!names.is_empty()).then(|| listed(&names))
}

fn foresee(lines: &mut Vec<Line>, entry: &OutboxEntry, store: &Store) {
    match &entry.envelope.command {
        Command::SendMessage {
            message,
            content,
            more,
            ..
        } => {
            let Some(send_at) = send_at(more.as_ref()) else {
                return;
            };
            if lines.iter().any(|line| line.id == *message) {
                return;
            }
            let state = match &entry.state {
                EntryState::Failed { problem } => {
                    LineState::Refused(problem_sentence(&problem.kind))
                }
                _ => LineState::Saving,
            };
            let me = store.me();
            lines.push(Line {
                id: message.clone(),
                author: Author::Agent {
                    id: me.id.clone(),
                    name: me.name.clone(),
                },
                content: content.clone(),
                send_at,
                state,
            });
        }
        Command::Write {
            verb,
            resource,
            body,
            ..
        } => {
            let Some(id) = resource.strip_prefix("scheduled/") else {
                return;
            };
            if *verb == Verb::Delete {
                lines.retain(|line| line.id.as_str() != id);
            } else if let Some(line) = lines.iter_mut().find(|line| line.id.as_str() == id) {
                line.state = LineState::Saving;
                if let Some(NewTime { send_at }) = body.as_ref().and_then(Fields::read) {
                    line.send_at = send_at;
                }
            }
        }
        _ => {}
    }
}
