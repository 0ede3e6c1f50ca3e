//! Conversations in which something like it was said, and tickets about it.

use recado_protocol::ConversationId;
use recado_protocol::folding::{excerpt, fold};
use recado_protocol::insight::{Insights, SimilarConversation, SimilarTicket};
use recado_protocol::{Content, Preview};
use rusqlite::{Connection, params};

use super::column::Columns;
use super::{conversations, deletions, messages, tickets};

/// Among so many of the newest messages is looked.
const LOOKED_AT: i64 = 200_000;
/// So many of the best messages are grouped by their conversation.
const RANKED: u32 = 120;
/// So many of the best tickets are looked at.
const RANKED_TICKETS: u32 = 40;
/// So many messages of one conversation count for it.
const OF_ONE: usize = 3;

/// A conversation with what of it is like the words.
struct Candidate {
    conversation: ConversationId,
    /// Higher is more like it.
    score: f64,
    matches: usize,
    /// Where its best message stands.
    position: u64,
}

/// What is most like these folded words, by the rarity of the words that are in it (bm25).
pub fn to(
    sql: &Connection,
    conversation: &ConversationId,
    words: &[String],
) -> rusqlite::Result<Vec<SimilarConversation>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for candidate in candidates(sql, conversation, words)? {
        if found.len() == Insights::SIMILAR {
            break;
        }
        found.extend(similar(sql, &candidate, words)?);
    }
    Ok(found)
}

/// The tickets that are most like these folded words, but for those of the conversation itself.
pub fn tickets(
    sql: &Connection,
    conversation: &ConversationId,
    words: &[String],
) -> rusqlite::Result<Vec<SimilarTicket>> {
    let mut found = Vec::new();
    for ticket in tickets::matching(sql, &any_of(words), RANKED_TICKETS)? {
        if found.len() == Insights::SIMILAR {
            break;
        }
        let text = fold(&format!("{} {}", ticket.subject, ticket.body));
        if !has_enough(&text, words) {
            continue;
        }
        let Some(ticket) = tickets::one(sql, &ticket.id)? else {
            continue;
        };
        if ticket.conversations.contains(conversation) {
            continue;
        }
        let mut open = None;
        for other in ticket.conversations {
            if !deletions::is_deleted(sql, &other)? {
                open = Some(other);
                break;
            }
        }
        found.push(SimilarTicket {
            ticket: ticket.id,
            number: ticket.number,
            subject: ticket.subject,
            status: ticket.status,
            created_at: ticket.created_at,
            conversation: open,
        });
    }
    Ok(found)
}

/// What the index finds one of the words by. They are letters alone, so that none of them is syntax to it.
fn any_of(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    quoted.join(" OR ")
}

/// One word in common is no likeness where there are several.
fn has_enough(folded: &str, words: &[String]) -> bool {
    let common = words.iter().filter(|word| folded.contains(word.as_str()));
    common.count() >= words.len().min(2)
}

fn candidates(
    sql: &Connection,
    conversation: &ConversationId,
    words: &[String],
) -> rusqlite::Result<Vec<Candidate>> {
    let mut statement = sql.prepare_cached(
        "SELECT conversation, position, bm25(message_words) AS worth FROM message_words
         WHERE message_words MATCH ?1 AND conversation <> ?2
         AND rowid > (SELECT COALESCE(MAX(rowid), 0) FROM message_words) - ?3
         ORDER BY worth LIMIT ?4",
    )?;
    let values = params![any_of(words), conversation.as_str(), LOOKED_AT, RANKED];
    let mut rows = statement.query(values)?;
    let mut all: Vec<Candidate> = Vec::new();
    while let Some(row) = rows.next()? {
        let id: ConversationId = row.id("conversation")?;
        let score = -row.get::<_, f64>("worth")?;
        match all.iter_mut().find(|known| known.conversation == id) {
            Some(known) if known.matches < OF_ONE => {
                known.score += score / 4.0;
                known.matches += 1;
            }
            Some(_) => {}
            None => all.push(Candidate {
                conversation: id,
                score,
                matches: 1,
                position: row.get("position")?,
            }),
        }
    }
    all.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(all)
}

fn similar(
    sql: &Connection,
    candidate: &Candidate,
    words: &[String],
) -> rusqlite::Result<Option<SimilarConversation>> {
    let id = &candidate.conversation;
    if deletions::is_deleted(sql, id)? {
        return Ok(None);
    }
    let Some(record) = conversations::one(sql, id)? else {
        return Ok(None);
    };
    let message = messages::at(sql, id, candidate.position)?;
    let message = message.filter(|message| !matches!(message.content, Content::System { .. }));
    let Some((message, text)) =
        message.and_then(|it| it.content.text().map(str::to_owned).map(|text| (it, text)))
    else {
        return Ok(None);
    };
    if !has_enough(&fold(&text), words) {
        return Ok(None);
    }
    Ok(Some(SimilarConversation {
        conversation: id.clone(),
        message: message.id,
        name: record.contact.name,
        at: message.at,
        status: record.conversation.status,
        resolved_by: record
            .conversation
            .resolution
            .map(|resolution| resolution.by),
        excerpt: excerpt(&text, words, Preview::TEXT_CHARS),
    }))
}
