//! An agent writes to the customer, or a note to the team.

use recado_protocol::command::{NewMessage, OutgoingContent, WriteAnswer};
use recado_protocol::{
    Agent, Attachment, Author, Channel, Content, ConversationId, ConversationRecord, Delivery,
    Fields, FileId, Message, MessageId, More, Rich, RichContent, schedule,
};

use super::{Draft, attachments, load, once, outgoing, place, scheduled, store_new};
use crate::limits;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{files, messages, people};

/// Adds the message, or keeps it until its time. An answer to the customer ends the waiting; writing anything marks everything
/// before it as read.
///
/// # Errors
/// `NotFound`, `InvalidField` (empty, too long), `ChannelClosed`, or `KeyReused` when the id is
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
    match &new.content {
        OutgoingContent::Note { text } => limits::check_note(text, "content.text")?,
        OutgoingContent::Text { text } => {
            limits::check_message(text, &channel.kind, "content.text")?;
            outgoing::check_open(&channel)?;
        }
        OutgoingContent::Rich(rich) => {
            let RichContent::Media { text, attachments } = rich.read() else {
                return Err(refuse_kind(rich, &channel));
            };
            outgoing::check_open(&channel)?;
            files = files_of(change, &attachments, agent, &channel)?;
            content = Some(attachments::media(text, &files, &channel.kind)?);
        }
    }
    if messages::exists(change.sql, &new.id)? || scheduled::is_known(change, &new.id)? {
        return Err(once::key_reused());
    }
    let author = Author::Agent {
        id: agent.id.clone(),
        name: agent.name.clone(),
    };
    let written = Written {
        id: new.id,
        author,
        more: new.more.as_ref().and_then(said_besides),
        content: content.unwrap_or_else(|| new.content.into()),
        files,
    };
    let later = schedule::send_at(new.more.as_ref()).filter(|send_at| *send_at > change.now);
    if let Some(send_at) = later
        && !matches!(written.content, Content::Note { .. })
    {
        if !written.files.is_empty() {
            return Err(Refusal::field(
                "more.send_at",
                "Files can't be sent later. Send them now, or the text alone later.",
            ));
        }
        scheduled::keep(change, &mut record, written, send_at)?;
        return Ok(WriteAnswer {
            record,
            message: None,
        });
    }
    let message = post(change, &mut record, &channel, written)?;
    Ok(WriteAnswer {
        record,
        message: Some(message),
    })
}

/// What somebody of the team has written.
pub struct Written {
    pub id: MessageId,
    pub author: Author,
    pub content: Content,
    pub more: Option<Fields>,
    /// The files that it holds.
    pub files: Vec<Attachment>,
}

/// Gives what was written its place, and sends it on its way to the customer unless it is a note.
pub fn post(
    change: &mut Change<'_>,
    record: &mut ConversationRecord,
    channel: &Channel,
    written: Written,
) -> Outcome<Message> {
    let delivery = if matches!(written.content, Content::Note { .. }) {
        None
    } else {
        Some(outgoing::first_delivery(
            change,
            channel,
            &record.conversation,
        )?)
    };
    let answers_customer = matches!(delivery, Some(Delivery::Sent | Delivery::Queued));
    let draft = Draft {
        id: written.id,
        author: written.author,
        content: written.content,
        delivery,
        more: written.more,
    };
    let message = place(record, draft, change.now);
    let conversation = &mut record.conversation;
    conversation.read_position = message.position;
    conversation.unread_count = 0;
    if answers_customer {
        conversation.waiting_since = None;
        conversation.answered = true;
        conversation.archived = false;
    }
    store_new(change, record, &message)?;
    attachments::hold(change, &message, &written.files)?;
    outgoing::enqueue(change, channel, &message)?;
    Ok(message)
}

fn refuse_kind(rich: &Rich, channel: &Channel) -> Refusal {
    Refusal::field(
        "content.kind",
        format!(
            "A message of the kind `{}` can't be sent through {}.",
            rich.kind(),
            channel.name
        ),
    )
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
fn said_besides(more: &Fields) -> Option<Fields> {
    let said: More = more.read()?;
    let kept = More {
        reply_to: said.reply_to,
        resent: said.resent,
        forwarded: said.forwarded,
        ..More::default()
    };
    (kept != More::default()).then(|| Fields::of(&kept))
}
