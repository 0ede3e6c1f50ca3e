//! The rows of the log: confirmed messages in their order, what was refused where it was written, then what waits to be
//! sent.

use recado_protocol::{Author, Content, Delivery, Message, MessageId, Timestamp};

use crate::{
    conversation_log::ConversationLog,
    outbox::{Entry, EntryState, Outbox, Refusal},
    receipts::is_of_the_team,
    wire::{Json, rich::KINDS},
};

/// Messages of one writer that follow each other within this time share one line of time and
/// state, in milliseconds.
const RUN_MS: i64 = 5 * 60_000;

/// One message as the log shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    pub id: MessageId,
    /// Its place in the conversation; 0 while the backend has not given one.
    pub position: u64,
    pub at: Timestamp,
    pub writer: Writer,
    pub text: RowText,
    /// The beginning of the message that it answers.
    pub quote: Option<String>,
    /// The emoji with which people reacted, each with how many did where it was not one alone.
    pub reactions: String,
    pub state: RowState,
    /// The first message of its day has a heading.
    pub begins_day: bool,
    /// The last message of a run has the line of time and state.
    pub ends_run: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Writer {
    Visitor,
    /// Somebody of the team; the name where one is given.
    Team(Option<String>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowText {
    Text(String),
    /// More than a text: its JSON, and that of the answer to it, where there is one.
    Rich {
        content: String,
        answer: Option<String>,
    },
    /// A kind of message that this window can't show, without a text of its own.
    Unsupported,
    /// It was taken back.
    Deleted,
}

/// How far a message got.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowState {
    /// It came from the team.
    Received,
    /// It waits to be sent.
    Waiting,
    /// The backend has it.
    Sent,
    /// The team has read it.
    Read,
    /// The backend does not take it.
    Refused(Refusal),
}

/// Lays out the rows. `read` reads JSON, and `day_of` gives the number of the local day of a time.
pub fn rows<J: Json>(
    log: &ConversationLog,
    outbox: &Outbox,
    read: fn(&str) -> Option<J>,
    day_of: fn(Timestamp) -> i64,
) -> Vec<Row> {
    let answered_to = log
        .shown()
        .filter(|message| is_of_the_team(message))
        .map(|message| message.position)
        .max()
        .unwrap_or(0);
    let mut rows: Vec<Row> = log
        .shown()
        .map(|message| {
            let more = message.more.as_ref().and_then(|more| read(more.as_json()));
            confirmed(message, answered_to, more, outbox.answer_to(&message.id))
        })
        .collect();
    let unconfirmed = outbox.entries().iter();
    for entry in unconfirmed.filter(|entry| !log.contains(&entry.id)) {
        let row = unsent(entry);
        // What will not be sent by itself stays where it was written: answers come below it.
        let place = match &row.state {
            RowState::Refused(_) => rows.iter().position(|other| other.at > row.at),
            _ => None,
        };
        rows.insert(place.unwrap_or(rows.len()), row);
    }
    group(&mut rows, day_of);
    rows
}

fn unsent(entry: &Entry) -> Row {
    Row {
        id: entry.id.clone(),
        position: 0,
        at: entry.written_at,
        writer: Writer::Visitor,
        text: RowText::Text(entry.text.clone()),
        quote: None,
        reactions: String::new(),
        state: match &entry.state {
            EntryState::Waiting => RowState::Waiting,
            EntryState::Refused(refusal) => RowState::Refused(refusal.clone()),
        },
        begins_day: false,
        ends_run: true,
    }
}

fn confirmed(
    message: &Message,
    answered_to: u64,
    more: Option<impl Json>,
    given: Option<&str>,
) -> Row {
    let known = |key| more.as_ref().and_then(|more| more.get(key));
    let writer = match &message.author {
        Author::Contact { .. } => Writer::Visitor,
        Author::Agent { name, .. } | Author::Bot { name } => Writer::Team(Some(name.clone())),
        Author::System | Author::Unknown => Writer::Team(None),
    };
    let state = match writer {
        Writer::Team(_) => RowState::Received,
        // Somebody who answers has read what stands before the answer.
        Writer::Visitor
            if message.delivery == Some(Delivery::Read) || message.position < answered_to =>
        {
            RowState::Read
        }
        Writer::Visitor => RowState::Sent,
    };
    let text = match &message.content {
        Content::Text { text } => RowText::Text(text.clone()),
        Content::Rich(rich) if KINDS.contains(&rich.kind()) => RowText::Rich {
            content: rich.fields().as_json().to_owned(),
            answer: known("answer")
                .map(|answer| answer.written())
                .or_else(|| given.map(str::to_owned)),
        },
        Content::Rich(rich) => match rich.text() {
            Some(text) => RowText::Text(text.to_owned()),
            None if rich.kind() == "deleted" => RowText::Deleted,
            None => RowText::Unsupported,
        },
        Content::Note { .. } | Content::System { .. } => RowText::Unsupported,
    };
    let reactions = known("reactions").and_then(|list| list.items());
    Row {
        id: message.id.clone(),
        position: message.position,
        at: message.at,
        writer,
        text,
        quote: known("quote")
            .and_then(|quote| quote.get("text")?.text())
            .filter(|text| !text.is_empty()),
        reactions: in_words(&reactions.unwrap_or_default()),
        state,
        begins_day: false,
        ends_run: true,
    }
}

/// "👍 ❤️ 2".
fn in_words(reactions: &[impl Json]) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for reaction in reactions {
        let Some(emoji) = reaction.get("emoji").and_then(|emoji| emoji.text()) else {
            continue;
        };
        match counted.iter_mut().find(|(known, _)| *known == emoji) {
            Some((_, count)) => *count += 1,
            None => counted.push((emoji, 1)),
        }
    }
    let words = counted.into_iter().map(|(emoji, count)| match count {
        1 => emoji,
        count => [&*emoji, " ", &count.to_string()].concat(),
    });
    words.collect::<Vec<_>>().join("  ")
}

fn group(rows: &mut [Row], day_of: fn(Timestamp) -> i64) {
    let mut day_before = None;
    for at in 0..rows.len() {
        let day = day_of(rows[at].at);
        rows[at].begins_day = day_before != Some(day);
        day_before = Some(day);
        rows[at].ends_run = rows.get(at + 1).is_none_or(|next| {
            let row = &rows[at];
            next.writer != row.writer
                || next.state != row.state
                || next.at.millis_since(row.at) > RUN_MS
                || day_of(next.at) != day
                || matches!(row.state, RowState::Refused(_))
        });
    }
}

#[cfg(test)]
mod tests {
    use recado_protocol::message::more::Reaction;
    use recado_protocol::{ContactId, Fields, Rich};

    use super::*;

    const MINUTE: i64 = 60_000;
    const DAY: i64 = 24 * 60 * MINUTE;

    fn message(position: u64, at: i64, author: Author) -> Message {
        Message {
            id: MessageId::new(format!("m{position}")),
            conversation: "c".into(),
            position,
            at: Timestamp::from_millis(at),
            author,
            content: Content::Text {
                text: format!("text {position}"),
            },
            delivery: None,
            more: None,
            revision: 1,
        }
    }

    fn visitor() -> Author {
        Author::Contact {
            id: ContactId::from("v"),
        }
    }

    fn agent() -> Author {
        Author::Agent {
            id: "a".into(),
            name: "Lívia".into(),
        }
    }

    fn rows_of(messages: Vec<Message>, outbox: &Outbox) -> Vec<Row> {
        let mut log = ConversationLog::of_new_conversation();
        for message in messages {
            log.put_event(message);
        }
        rows(
            &log,
            outbox,
            |text| serde_json::from_str::<serde_json::Value>(text).ok(),
            |time| time.millis().div_euclid(DAY),
        )
    }

    #[test]
    fn unsent_messages_stand_at_the_end_and_disappear_when_they_are_confirmed() {
        let mut outbox = Outbox::default();
        let entry = outbox
            .write("new".into(), |_| None, Timestamp::from_millis(0), [0; 10])
            .clone();
        let laid_out = rows_of(vec![message(1, 5 * MINUTE, agent())], &outbox);
        let states: Vec<_> = laid_out.iter().map(|row| row.state.clone()).collect();
        assert_eq!(states, [RowState::Received, RowState::Waiting]);

        let confirmed = Message {
            id: entry.id,
            ..message(2, 6 * MINUTE, visitor())
        };
        let laid_out = rows_of(vec![message(1, 5 * MINUTE, agent()), confirmed], &outbox);
        let states: Vec<_> = laid_out.iter().map(|row| row.state.clone()).collect();
        assert_eq!(states, [RowState::Received, RowState::Sent]);
    }

    #[test]
    fn an_answer_stands_below_what_was_refused_before_it() {
        let mut outbox = Outbox::default();
        let write = |outbox: &mut Outbox, text: &str, at| {
            let at = Timestamp::from_millis(at);
            outbox.write(text.into(), |_| None, at, [0; 10]).id.clone()
        };
        let refused = write(&mut outbox, "too long", 2 * MINUTE);
        outbox.refuse(&refused, Refusal::TooLong);
        write(&mut outbox, "waits", 3 * MINUTE);
        let laid_out = rows_of(
            vec![
                message(1, MINUTE, visitor()),
                message(2, 5 * MINUTE, agent()),
            ],
            &outbox,
        );
        let states: Vec<_> = laid_out.iter().map(|row| row.state.clone()).collect();
        let (read, refused) = (RowState::Read, RowState::Refused(Refusal::TooLong));
        assert_eq!(
            states,
            [read, refused, RowState::Received, RowState::Waiting]
        );
    }

    #[test]
    fn what_stands_before_an_answer_was_read() {
        let laid_out = rows_of(
            vec![
                message(1, 0, visitor()),
                message(2, 0, agent()),
                message(3, 0, visitor()),
            ],
            &Outbox::default(),
        );
        let states: Vec<_> = laid_out.iter().map(|row| row.state.clone()).collect();
        assert_eq!(states, [RowState::Read, RowState::Received, RowState::Sent]);
    }

    #[test]
    fn the_first_message_of_each_day_has_a_heading() {
        let laid_out = rows_of(
            vec![
                message(1, 0, visitor()),
                message(2, DAY - 1, visitor()),
                message(3, DAY, visitor()),
            ],
            &Outbox::default(),
        );
        let begins: Vec<_> = laid_out.iter().map(|row| row.begins_day).collect();
        assert_eq!(begins, [true, false, true]);
    }

    #[test]
    fn the_line_of_time_stands_once_under_a_run() {
        let laid_out = rows_of(
            vec![
                message(1, 0, agent()),
                message(2, MINUTE, agent()),
                message(3, 10 * MINUTE, agent()),
                message(4, 10 * MINUTE, visitor()),
            ],
            &Outbox::default(),
        );
        let ends: Vec<_> = laid_out.iter().map(|row| row.ends_run).collect();
        assert_eq!(ends, [false, true, true, true]);
    }

    #[test]
    fn an_unknown_kind_shows_its_text_or_says_that_it_cannot_be_shown() {
        let unknown = |position, text: Option<&str>| Message {
            content: Content::Rich(Rich::known(
                "hologram".into(),
                text.map(Into::into),
                Fields::from_json("{}"),
            )),
            ..message(position, 0, agent())
        };
        let deleted = Message {
            content: Content::Rich(Rich::known("deleted".into(), None, Fields::from_json("{}"))),
            ..message(3, 0, agent())
        };
        let laid_out = rows_of(
            vec![unknown(1, Some("Hello")), unknown(2, None), deleted],
            &Outbox::default(),
        );
        let texts: Vec<_> = laid_out.into_iter().map(|row| row.text).collect();
        let hello = RowText::Text("Hello".into());
        assert_eq!(texts, [hello, RowText::Unsupported, RowText::Deleted]);
    }

    #[test]
    fn a_row_tells_what_it_answers_and_who_reacted() {
        let by = |id: &str, emoji: &str| Reaction {
            emoji: emoji.to_owned(),
            by: Author::Contact { id: id.into() },
        };
        let more = recado_protocol::More {
            quote: Some(recado_protocol::message::more::Quote {
                author: agent(),
                kind: "text".to_owned(),
                text: "Rye or white?".to_owned(),
            }),
            reactions: vec![by("a", "👍"), by("b", "❤️"), by("c", "👍")],
            ..recado_protocol::More::default()
        };
        let answer = Message {
            more: Some(Fields::of(&more)),
            ..message(1, 0, agent())
        };
        let row = rows_of(vec![answer], &Outbox::default()).remove(0);
        assert_eq!(row.quote.as_deref(), Some("Rye or white?"));
        assert_eq!(row.reactions, "👍 2  ❤️");
    }
}
