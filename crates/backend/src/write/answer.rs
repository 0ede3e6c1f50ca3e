//! A visitor answers what the team asked: presses a button, chooses from a list, fills a form in.

use std::collections::HashSet;

use recado_protocol::message::more::{Answer, Filled, Quote};
use recado_protocol::message::rich::email::is_address;
use recado_protocol::message::rich::{Choice, FormQuestion};
use recado_protocol::visitor::{VisitorAnswer, VisitorMessage};
use recado_protocol::{
    Author, Content, Fields, Message, MessageId, More, Rich, RichContent, event::event_type,
};

use super::incoming::{self, Incoming};
use super::{block, load, once, publish_message, visitor_message};
use crate::auth::tokens::VisitorToken;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{masking, messages, people, visits};

/// Longest value of a form, in characters.
const VALUE_CHARS: usize = 1_000;

/// Keeps the answer on the message that asked, and says it as the visitor's own message, so that the
/// team is told as of any other.
///
/// # Errors
/// `NotFound` when the message is none of this visitor's, `InvalidField` when it asks nothing, was
/// answered already, or the answer does not fit; `ChannelClosed`; `KeyReused`.
pub fn write(
    change: &mut Change<'_>,
    visitor: &VisitorToken,
    asked: &MessageId,
    given: VisitorAnswer,
) -> Outcome<VisitorMessage> {
    let channel = people::channel(change.sql, &visitor.channel)?
        .ok_or_else(|| Refusal::not_found("channel"))?;
    visitor_message::check_open(&channel)?;
    let visit = visits::of_visitor(change.sql, &visitor.visitor)?
        .ok_or_else(|| Refusal::not_found("message"))?;
    block::check(change.sql, &visit.conversation)?;
    let mut asked = messages::one(change.sql, &visit.conversation, asked)?
        .filter(|message| !messages::is_internal(message))
        .ok_or_else(|| Refusal::not_found("message"))?;
    masking::unmask(change.sql, &mut asked)?;
    if messages::exists(change.sql, &given.id)? {
        return Err(once::key_reused());
    }
    let mut more = asked.read_more();
    if more.answer.is_some() {
        return Err(Refusal::field("chosen", "This has been answered already."));
    }
    let (answer, text) = answer_of(&asked, &given)?;
    more.answer = Some(Answer {
        at: change.now,
        ..answer
    });
    asked.more = Some(Fields::of(&more));
    asked.revision = asked.revision.saturating_add(1);
    let (content, more) = (&mut asked.content, &mut asked.more);
    masking::take_in(change.sql, &visit.conversation, &asked.id, content, more)?;
    messages::save(change.sql, &asked)?;
    let mut record = load(change, &visit.conversation)?;
    publish_message(change, event_type::MESSAGE_UPDATED, &record, &asked)?;
    let said = More {
        quote: Some(Quote::of(&asked)),
        reply_to: Some(asked.id),
        ..More::default()
    };
    let incoming = Incoming {
        id: given.id,
        content: Content::Text { text },
        more: Some(Fields::of(&said)),
    };
    let mut message = incoming::take(change, &mut record, incoming)?;
    masking::restore(change.sql, &mut message)?;
    Ok(VisitorMessage { message })
}

/// The answer as it is kept, and in words.
fn answer_of(asked: &Message, given: &VisitorAnswer) -> Outcome<(Answer, String)> {
    let content = match (&asked.author, &asked.content) {
        (Author::Contact { .. }, _) => None,
        (_, Content::Rich(rich)) => Some(Rich::read(rich)),
        _ => None,
    };
    let choices = match content {
        Some(RichContent::Form { questions, .. }) => return filled(&questions, &given.filled),
        Some(
            RichContent::Buttons { choices, .. }
            | RichContent::QuickReplies { choices, .. }
            | RichContent::Template { choices, .. },
        ) => choices,
        Some(RichContent::List { sections, .. }) => {
            sections.into_iter().flat_map(|it| it.choices).collect()
        }
        Some(RichContent::Cards { cards, .. }) => {
            cards.into_iter().flat_map(|it| it.choices).collect()
        }
        _ => Vec::new(),
    };
    chosen(choices, &given.chosen)
}

fn chosen(choices: Vec<Choice>, chosen: &[String]) -> Outcome<(Answer, String)> {
    let choice = match chosen {
        [id] => choices
            .into_iter()
            .find(|choice| choice.id == *id && choice.url.is_none()),
        _ => None,
    };
    let choice = choice.ok_or_else(|| {
        Refusal::field(
            "chosen",
            "This is none of what the message lets one choose.",
        )
    })?;
    let answer = Answer {
        at: recado_protocol::Timestamp::default(),
        chosen: vec![choice.id],
        filled: Vec::new(),
    };
    Ok((answer, choice.title))
}

fn filled(questions: &[FormQuestion], given: &[Filled]) -> Outcome<(Answer, String)> {
    let known: HashSet<&str> = questions.iter().map(|it| it.id.as_str()).collect();
    if given.iter().any(|it| !known.contains(it.question.as_str())) {
        return Err(Refusal::field("filled", "The form has no such question."));
    }
    let mut kept = Vec::new();
    let mut lines = Vec::new();
    for question in questions {
        let value = given
            .iter()
            .find(|it| it.question == question.id)
            .map_or("", |it| it.value.trim());
        if value.is_empty() && !question.required {
            continue;
        }
        let shown = check(question, value)
            .map_err(|why| Refusal::field("filled", format!("{}: {why}", question.label)))?;
        lines.push(format!("{}: {shown}", question.label));
        kept.push(Filled {
            question: question.id.clone(),
            value: value.to_owned(),
        });
    }
    if kept.is_empty() {
        return Err(Refusal::field("filled", "The form is empty."));
    }
    let answer = Answer {
        at: recado_protocol::Timestamp::default(),
        chosen: Vec::new(),
        filled: kept,
    };
    Ok((answer, lines.join("\n")))
}

/// The value in words, or why it does not fit.
fn check<'v>(question: &'v FormQuestion, value: &'v str) -> Result<&'v str, &'static str> {
    if value.is_empty() {
        return Err("this has to be filled in.");
    }
    if value.chars().nth(VALUE_CHARS).is_some() {
        return Err("this is too long.");
    }
    match question.input.as_str() {
        "email" if !is_address(value) => Err("this is no e-mail address."),
        "phone" if !is_phone(value) => Err("this is no telephone number."),
        "number"
            if !value
                .replace(',', ".")
                .parse::<f64>()
                .is_ok_and(f64::is_finite) =>
        {
            Err("this is no number.")
        }
        "date" if !is_date(value) => Err("this is no date, such as 2026-12-31."),
        "choice" => question
            .choices
            .iter()
            .find(|choice| choice.id == value)
            .map(|choice| choice.title.as_str())
            .ok_or("this is none of the choices."),
        _ => Ok(value),
    }
}

fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    (3..=20).contains(&digits)
        && value
            .chars()
            .all(|letter| letter.is_ascii_digit() || "+-(). /".contains(letter))
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let number = |at: usize, length: usize| {
        parts
            .get(at)
            .filter(|part| part.len() == length && part.bytes().all(|it| it.is_ascii_digit()))
            .and_then(|part| part.parse::<u32>().ok())
    };
    matches!(
        (parts.len(), number(0, 4), number(1, 2), number(2, 2)),
        (3, Some(_), Some(1..=12), Some(1..=31))
    )
}
