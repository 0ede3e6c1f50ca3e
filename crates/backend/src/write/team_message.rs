//! An agent writes to the customer, or a note to the team.

use recado_protocol::command::{NewMessage, OutgoingContent, WriteAnswer};
use recado_protocol::first::Barrier;
use recado_protocol::{
    Agent, Attachment, Author, Channel, Content, Conversation, ConversationId, ConversationRecord,
    Delivery, Fields, FileId, Message, MessageId, More, ProblemKind, RichContent, SystemEvent,
    Timestamp, schedule,
};

use super::{
    Draft, attachments, deletion, first_message, inbound_email, load, masked, mentions, once,
    outgoing, place, rich_message, said_besides, scheduled, store_new, template, track,
};
use crate::limits;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{files, messages, people};

/// Adds the message, or keeps it until its time. An answer to the customer ends the waiting; writing
/// anything marks everything before it as read.
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
    say(change, conversation, new, agent, scheduled::MOST)
}

/// As [`write`], however many messages wait for their time already: this one is held back for a moment alone.
///
/// # Errors
/// As [`write`].
pub fn hold(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: NewMessage,
    agent: &Agent,
) -> Outcome<WriteAnswer> {
    say(change, conversation, new, agent, usize::MAX)
}

/// `most`: how many messages may wait for their time, this one among them.
fn say(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: NewMessage,
    agent: &Agent,
    most: usize,
) -> Outcome<WriteAnswer> {
    let mut record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    let author = Author::Agent {
        id: agent.id.clone(),
        name: agent.name.clone(),
    };
    let (new, passes_on) = masked::put_back(change, conversation, new, &author)?;
    let id = new.id.clone();
    let channel = people::channel(change.sql, &record.conversation.channel)?
        .ok_or_else(|| Refusal::not_found("channel"))?;
    let mut files = Vec::new();
    let mut content = None;
    match &new.content {
        OutgoingContent::Note { text } => limits::check_note(text, "content.text")?,
        OutgoingContent::Text { text } => {
            limits::check_message(text, &channel.kind, "content.text")?;
            outgoing::check_open(&channel)?;
            check_window(&record.conversation, &channel, change.now)?;
        }
        OutgoingContent::Rich(rich) if rich.kind() == "template" => {
            let approved = template::approved(change, &channel, rich)?;
            content = Some(Content::Rich(approved));
            outgoing::check_open(&channel)?;
            check_wanted(change, &record, &channel)?;
        }
        OutgoingContent::Rich(rich) => {
            if let RichContent::Media { text, attachments } = rich.read() {
                outgoing::check_open(&channel)?;
                check_window(&record.conversation, &channel, change.now)?;
                files = files_of(change, &attachments, agent, &channel)?;
                content = Some(attachments::media(text, &files, &channel.kind)?);
            } else {
                if let RichContent::Email(email) = rich.read()
                    && !email.attachments.is_empty()
                {
                    files = files_of(change, &email.attachments, agent, &channel)?;
                }
                let checked =
                    rich_message::checked(change, conversation, &channel, &new.id, rich, &files)?;
                outgoing::check_open(&channel)?;
                check_window(&record.conversation, &channel, change.now)?;
                content = Some(Content::Rich(checked));
            }
        }
    }
    if messages::exists(change.sql, &new.id)? || scheduled::is_known(change, &new.id)? {
        return Err(once::key_reused());
    }
    let more = said_besides::checked(change, conversation, new.more.as_ref())?;
    let written = Written {
        id: new.id,
        author,
        more,
        content: content.unwrap_or_else(|| new.content.into()),
        files,
    };
    let later = schedule::send_at(new.more.as_ref()).filter(|send_at| *send_at > change.now);
    let message = if let Some(send_at) = later
        && !matches!(written.content, Content::Note { .. })
    {
        scheduled::keep(change, &mut record, written, send_at, most)?;
        None
    } else {
        join(change, &mut record, agent)?;
        Some(post(change, &mut record, &channel, written)?)
    };
    if passes_on {
        masked::note_passed_on(change, &id, agent)?;
    }
    Ok(WriteAnswer { record, message })
}

/// Leaves a line where somebody writes for the first time in what a colleague is responsible for.
fn join(change: &mut Change<'_>, record: &mut ConversationRecord, agent: &Agent) -> Outcome<()> {
    let is_colleagues = record
        .conversation
        .assignee
        .as_ref()
        .is_some_and(|assignee| *assignee != agent.id);
    let id = &record.conversation.id;
    if is_colleagues && !messages::has_written(change.sql, id, &agent.id)? {
        let who = agent.name.clone();
        let draft = Draft::system(change.now, SystemEvent::Joined { who });
        let line = place(record, draft, change.now);
        store_new(change, record, &line)?;
    }
    Ok(())
}

/// What somebody of the team has written.
pub struct Written {
    pub id: MessageId,
    pub author: Author,
    pub content: Content,
    pub more: More,
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
    let is_template = matches!(&written.content, Content::Rich(rich) if rich.kind() == "template");
    let delivery = if matches!(written.content, Content::Note { .. }) {
        None
    } else if !is_template
        && let Err(refusal) = check_window(&record.conversation, channel, change.now)
    {
        // It was scheduled while the customer could still be written to.
        Some(Delivery::Failed {
            code: "window_closed".to_owned(),
            reason: refusal.problem().detail.clone(),
            retryable: false,
        })
    } else {
        Some(outgoing::first_delivery(
            change,
            channel,
            &record.conversation,
        )?)
    };
    let answers_customer = matches!(delivery, Some(Delivery::Sent | Delivery::Queued));
    let mut more = written.more;
    track::begin(&mut more, &written.id, delivery.as_ref(), change.now);
    let said = written.content.clone();
    let mut draft = Draft {
        id: written.id,
        author: written.author,
        content: written.content,
        delivery,
        more: (more != More::default()).then(|| Fields::of(&more)),
    };
    draft.take_in(change, &record.conversation.id)?;
    let message = place(record, draft, change.now);
    let conversation = &mut record.conversation;
    conversation.read_position = message.position;
    conversation.unread_count = 0;
    if let Author::Agent { id, .. } = &message.author {
        mentions::take_out(conversation, id);
    }
    if let Content::Note { text } = &said {
        mentions::note(change, conversation, text, &message.author)?;
    }
    if answers_customer {
        conversation.waiting_since = None;
        conversation.answered = true;
        conversation.archived = false;
    }
    store_new(change, record, &message)?;
    if let Content::Rich(rich) = &message.content
        && let RichContent::Email(email) = rich.read()
        && let Some(id) = &email.message_id
    {
        inbound_email::remember(change, channel, id, &message)?;
    }
    attachments::hold(change, &message, &written.files)?;
    outgoing::enqueue(change, channel, &message)?;
    Ok(message)
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

/// What is sent after the customer has long been silent is no answer: it goes to nobody who wants no such messages.
fn check_wanted(
    change: &Change<'_>,
    record: &ConversationRecord,
    channel: &Channel,
) -> Outcome<()> {
    let contact = &record.contact.id;
    let is_answer = check_window(&record.conversation, channel, change.now).is_ok();
    if !is_answer && first_message::wants_nothing(change.sql, contact, &channel.id)? {
        return Err(first_message::barred(Barrier::OptedOut));
    }
    Ok(())
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
