//! An agent writes to the customer, or a note to the team.

use recado_protocol::command::{NewMessage, OutgoingContent, WriteAnswer};
use recado_protocol::{
    Agent, Attachment, Author, Channel, ChannelState, Content, Conversation, ConversationId,
    Delivery, Fields, FileId, More, ProblemKind, RichContent, Timestamp,
};

use super::{
    Draft, attachments, inbound_email, load, once, place, rich_message, store_new, template,
};
use crate::limits;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{files, messages, people};

/// The code of a failure when the customer has blocked us.
const BLOCKED: &str = "blocked_by_customer";

/// Adds the message. An answer to the customer ends the waiting; writing anything marks everything
/// before it as read.
///
/// # Errors
/// `NotFound`, `InvalidField` (empty, too long), `ChannelClosed`, `WindowClosed`, or `KeyReused` when the id is
/// that of another message.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: NewMessage,
    agent: &Agent,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    let channel = people::channel(change.sql, &record.conversation.channel)?
        .ok_or_else(|| Refusal::not_found("channel"))?;
    let mut files = Vec::new();
    let mut content = None;
    let delivery = match &new.content {
        OutgoingContent::Note { text } => {
            limits::check_note(text, "content.text")?;
            None
        }
        OutgoingContent::Text { text } => {
            limits::check_message(text, &channel.kind, "content.text")?;
            check_open(&channel)?;
            check_window(&record.conversation, &channel, change.now)?;
            Some(first_delivery(&record.conversation))
        }
        OutgoingContent::Rich(rich) if rich.kind() == "template" => {
            let approved = template::approved(change, &channel, rich)?;
            content = Some(Content::Rich(approved));
            check_open(&channel)?;
            Some(first_delivery(&record.conversation))
        }
        OutgoingContent::Rich(rich) => {
            if let RichContent::Media { text, attachments } = rich.read() {
                check_open(&channel)?;
                check_window(&record.conversation, &channel, change.now)?;
                files = files_of(change, &attachments, agent, &channel)?;
                content = Some(attachments::media(text, &files, &channel.kind)?);
            } else {
                let checked = rich_message::checked(change, conversation, &channel, &new.id, rich)?;
                check_open(&channel)?;
                check_window(&record.conversation, &channel, change.now)?;
                content = Some(Content::Rich(checked));
            }
            Some(first_delivery(&record.conversation))
        }
    };
    if messages::exists(change.sql, &new.id)? {
        return Err(once::key_reused());
    }
    let author = Author::Agent {
        id: agent.id.clone(),
        name: agent.name.clone(),
    };
    let answers_customer = delivery == Some(Delivery::Sent);
    let draft = Draft {
        id: new.id,
        author,
        content: content.unwrap_or_else(|| new.content.into()),
        delivery,
        more: new
            .more
            .as_ref()
            .and_then(said_besides)
            .map(|more| Fields::of(&more)),
    };
    let message = place(&mut record, draft, change.now);
    let conversation = &mut record.conversation;
    conversation.read_position = message.position;
    conversation.unread_count = 0;
    if answers_customer {
        conversation.waiting_since = None;
        conversation.answered = true;
        conversation.archived = false;
    }
    store_new(change, &mut record, &message)?;
    if let Content::Rich(rich) = &message.content
        && let RichContent::Email(email) = rich.read()
        && let Some(id) = &email.message_id
    {
        inbound_email::remember(change, &channel, id, &message)?;
    }
    attachments::hold(change, &message, &files)?;
    Ok(WriteAnswer {
        record,
        message: Some(message),
    })
}

/// The files that an agent sends: those that they uploaded, and those of messages that they see.
fn files_of(
    change: &Change<'_>,
    named: &[Attachment],
    agent: &Agent,
    channel: &Channel,
) -> Outcome<Vec<Attachment>> {
    let ids: Vec<_> = named.iter().map(|file| file.file.clone()).collect();
    let field = "content.attachments";
    if ids.is_empty() {
        return Err(Refusal::field(field, "There is no file. Attach one."));
    }
    let owner = attachments::owner_of_agent(&agent.id);
    let may_see = |id: &FileId| Ok(files::is_held(change.sql, id)?);
    attachments::take(change, &ids, &owner, may_see, Some(&channel.kind), field)
}

/// What the sender may say of a message besides what it says; the rest is the backend's to say.
fn said_besides(more: &Fields) -> Option<More> {
    let said: More = more.read()?;
    let kept = More {
        reply_to: said.reply_to,
        resent: said.resent,
        forwarded: said.forwarded,
        ..More::default()
    };
    (kept != More::default()).then_some(kept)
}

fn check_open(channel: &Channel) -> Outcome<()> {
    let why = match channel.state {
        ChannelState::Disabled => "it is disabled",
        ChannelState::TokenExpired => "its connection has expired and has to be renewed",
        ChannelState::Active | ChannelState::Limited { .. } | ChannelState::Unknown => {
            return Ok(());
        }
    };
    Err(Refusal::new(
        ProblemKind::ChannelClosed,
        format!(
            "Nothing can be sent through {}: {why}. Notes still can be written.",
            channel.name
        ),
    ))
}

/// Some platforms take free text for a while after the customer's last message alone.
fn check_window(conversation: &Conversation, channel: &Channel, now: Timestamp) -> Outcome<()> {
    let Some(seconds) = limits::answer_within(&channel.kind) else {
        return Ok(());
    };
    let is_open = conversation
        .customer_wrote_at
        .is_some_and(|at| now < at.plus_millis(i64::from(seconds) * 1_000));
    if is_open {
        return Ok(());
    }
    Err(Refusal::new(
        ProblemKind::WindowClosed,
        format!(
            "The customer wrote more than {} hours ago: {} takes approved templates only.",
            seconds / 3_600,
            channel.name
        ),
    ))
}

fn first_delivery(conversation: &Conversation) -> Delivery {
    if conversation.blocked_by_customer {
        return Delivery::Failed {
            code: BLOCKED.to_owned(),
            reason: "The customer has blocked messages from this channel.".to_owned(),
            retryable: false,
        };
    }
    Delivery::Sent
}
