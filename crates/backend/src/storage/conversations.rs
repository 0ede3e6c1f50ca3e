//! Conversations with their contacts: one, a page of a view, the counts.

use recado_protocol::http::ConversationPage;
use recado_protocol::{
    AgentId, BaseView, Contact, ContactId, Conversation, ConversationId, ConversationRecord,
    Counts, Filter, Sort, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::column::{Columns, Json, Time, Word};
use super::filter::{Asked, Source};

/// Where a page of conversations ends: the next one begins after it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageCursor {
    /// See [`recado_protocol::Sort::key`].
    key: i64,
    id: ConversationId,
}

const RECORD: &str = "c.id, c.channel, c.contact, c.status, c.snoozed_until, c.archived,
    c.answered, c.priority, c.assignee, c.team, c.labels, c.mentions, c.waiting_since, c.customer_wrote_at,
    c.created_at,
    c.last_activity_at, c.last_message, c.last_position, c.read_position, c.unread_count,
    c.resolution, c.blocked_by_customer, c.scheduled, c.pinned, c.revision,
    EXISTS (SELECT 1 FROM blocks b WHERE b.contact = c.contact AND b.what = 'customer') AS blocked,
    (SELECT d.erased FROM deletions d WHERE d.conversation = c.id) AS is_erased,
    p.name AS contact_name, p.handle AS contact_handle, p.company AS contact_company,
    p.phone AS contact_phone, p.email AS contact_email, p.avatar_url AS contact_avatar_url,
    p.comment AS contact_comment,
    p.created_at AS contact_created_at, p.revision AS contact_revision";

pub fn one(sql: &Connection, id: &ConversationId) -> rusqlite::Result<Option<ConversationRecord>> {
    sql.prepare_cached(&format!(
        "SELECT {RECORD} FROM conversations c JOIN contacts p ON p.id = c.contact WHERE c.id = ?"
    ))?
    .query_one([id.as_str()], record_of)
    .optional()
}

/// The conversation with a contact in which something happened last.
pub fn newest_of(
    sql: &Connection,
    contact: &ContactId,
) -> rusqlite::Result<Option<ConversationRecord>> {
    sql.prepare_cached(&format!(
        "SELECT {RECORD} FROM conversations c JOIN contacts p ON p.id = c.contact
         WHERE c.contact = ? ORDER BY c.last_activity_at DESC, c.id DESC LIMIT 1"
    ))?
    .query_one([contact.as_str()], record_of)
    .optional()
}

/// The conversations with a contact, newest activity first.
pub fn of_contact(
    sql: &Connection,
    contact: &ContactId,
    limit: u32,
) -> rusqlite::Result<Vec<ConversationRecord>> {
    sql.prepare_cached(&format!(
        "SELECT {RECORD} FROM conversations c JOIN contacts p ON p.id = c.contact
         WHERE c.contact = ? ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ?"
    ))?
    .query_map(params![contact.as_str(), limit], record_of)?
    .collect()
}

/// A page of at most `limit` conversations of `filter` as `me` sees it, in its order.
pub fn page(
    sql: &Connection,
    filter: &Filter,
    me: &AgentId,
    after: Option<&PageCursor>,
    limit: u32,
) -> rusqlite::Result<ConversationPage> {
    let Asked {
        source,
        condition,
        mut values,
    } = Asked::of(filter, me, Source::WithContacts);
    let key = super::filter::key(filter.sort);
    let mut query = format!("SELECT {RECORD} FROM {source} WHERE {condition}");
    if let Some(after) = after {
        query.push_str(&format!(" AND ({key}, c.id) < (?, ?)"));
        values.push(after.key.into());
        values.push(after.id.as_str().to_owned().into());
    }
    query.push_str(&format!(" ORDER BY {key} DESC, c.id DESC LIMIT ?"));
    // One more than asked for tells whether there is a next page.
    values.push(i64::from(limit).saturating_add(1).into());

    let mut items: Vec<ConversationRecord> = sql
        .prepare_cached(&query)?
        .query_map(params_from_iter(values), record_of)?
        .collect::<rusqlite::Result<_>>()?;
    let asked_for = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > asked_for;
    items.truncate(asked_for);
    let next = items
        .last()
        .filter(|_| more)
        .map(|last| PageCursor::of(filter.sort, &last.conversation).to_string());
    Ok(ConversationPage { items, next })
}

/// How many conversations each view of `me` holds under the conditions of a filter.
pub fn counts(sql: &Connection, filter: &Filter, me: &AgentId) -> rusqlite::Result<Counts> {
    let count = |view: BaseView| -> rusqlite::Result<u64> {
        let asked = Asked::of(&filter.in_view(view), me, Source::Alone);
        let query = format!(
            "SELECT COUNT(*) FROM {} WHERE {}",
            asked.source, asked.condition
        );
        sql.prepare_cached(&query)?
            .query_one(params_from_iter(asked.values), |row| row.get(0))
    };
    Ok(Counts {
        mine: count(BaseView::Mine)?,
        pending: count(BaseView::Pending)?,
        unread: count(BaseView::Unread)?,
        all: count(BaseView::All)?,
        unassigned: count(BaseView::Unassigned)?,
    })
}

/// At most `limit` conversations that were put off until `now` or earlier.
pub fn due(sql: &Connection, now: Timestamp, limit: u32) -> rusqlite::Result<Vec<ConversationId>> {
    sql.prepare_cached(
        "SELECT id FROM conversations WHERE snoozed_until IS NOT NULL AND snoozed_until <= ?
         AND status = 'snoozed' ORDER BY snoozed_until LIMIT ?",
    )?
    .query_map(params![Time(now), limit], |row| row.id("id"))?
    .collect()
}

/// Writes a conversation as it is now, new or not.
pub fn save(sql: &Connection, conversation: &Conversation) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO conversations
         (id, channel, contact, status, snoozed_until, archived, answered, priority, assignee,
          team, labels, mentions, waiting_since, customer_wrote_at, created_at, last_activity_at, last_message, last_position,
          read_position, unread_count, resolution, blocked_by_customer, scheduled, pinned, revision)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET
          status = excluded.status, snoozed_until = excluded.snoozed_until,
          archived = excluded.archived, answered = excluded.answered,
          priority = excluded.priority, assignee = excluded.assignee, team = excluded.team,
          labels = excluded.labels, mentions = excluded.mentions, waiting_since = excluded.waiting_since,
          customer_wrote_at = excluded.customer_wrote_at,
          last_activity_at = excluded.last_activity_at, last_message = excluded.last_message,
          last_position = excluded.last_position, read_position = excluded.read_position,
          unread_count = excluded.unread_count, resolution = excluded.resolution,
          blocked_by_customer = excluded.blocked_by_customer,
          scheduled = excluded.scheduled, pinned = excluded.pinned,
          revision = excluded.revision",
    )?
    .execute(params![
        conversation.id.as_str(),
        conversation.channel.as_str(),
        conversation.contact.as_str(),
        Word(conversation.status),
        conversation.snoozed_until.map(Time),
        conversation.archived,
        conversation.answered,
        conversation.priority.map(Word),
        conversation.assignee.as_ref().map(|id| id.as_str()),
        conversation.team.as_ref().map(|id| id.as_str()),
        Json(&conversation.labels),
        Json(&conversation.mentions),
        conversation.waiting_since.map(Time),
        conversation.customer_wrote_at.map(Time),
        Time(conversation.created_at),
        Time(conversation.last_activity_at),
        conversation.last_message.as_ref().map(Json),
        conversation.last_position,
        conversation.read_position,
        conversation.unread_count,
        conversation.resolution.as_ref().map(Json),
        conversation.blocked_by_customer,
        conversation.scheduled.as_ref().map(Json),
        conversation.pinned.as_ref().map(Json),
        conversation.revision,
    ])
    .map(drop)
}

impl PageCursor {
    fn of(sort: Sort, conversation: &Conversation) -> Self {
        Self {
            key: sort.key(conversation),
            id: conversation.id.clone(),
        }
    }

    /// Reads what `Display` wrote. `None` when it is not that.
    pub fn parse(text: &str) -> Option<Self> {
        let (key, id) = text.split_once('_')?;
        Some(Self {
            key: key.parse().ok()?,
            id: id.into(),
        })
    }
}

impl std::fmt::Display for PageCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.key, self.id)
    }
}

fn record_of(row: &Row<'_>) -> rusqlite::Result<ConversationRecord> {
    // Of one that was deleted.
    let is_erased: Option<bool> = row.get("is_erased")?;
    let conversation = Conversation {
        id: row.id("id")?,
        channel: row.id("channel")?,
        contact: row.id("contact")?,
        status: row.word("status")?,
        snoozed_until: row.time_or_none("snoozed_until")?,
        archived: row.get("archived")?,
        answered: row.get("answered")?,
        priority: row
            .get::<_, Option<Word<_>>>("priority")?
            .map(|word| word.0),
        assignee: row.id_or_none("assignee")?,
        team: row.id_or_none("team")?,
        labels: row.json("labels")?,
        mentions: row.json("mentions")?,
        waiting_since: row.time_or_none("waiting_since")?,
        customer_wrote_at: row.time_or_none("customer_wrote_at")?,
        created_at: row.time("created_at")?,
        last_activity_at: row.time("last_activity_at")?,
        last_message: row.json_or_none("last_message")?,
        last_position: row.get("last_position")?,
        read_position: row.get("read_position")?,
        unread_count: row.get("unread_count")?,
        resolution: row.json_or_none("resolution")?,
        blocked_by_customer: row.get("blocked_by_customer")?,
        blocked: row.get("blocked")?,
        erased: is_erased == Some(true),
        deleted: is_erased == Some(false),
        scheduled: row.json_or_none("scheduled")?,
        pinned: row.json_or_none("pinned")?,
        revision: row.get("revision")?,
    };
    let contact = Contact {
        id: conversation.contact.clone(),
        name: row.get("contact_name")?,
        handle: row.get("contact_handle")?,
        company: row.id_or_none("contact_company")?,
        phone: row.get("contact_phone")?,
        email: row.get("contact_email")?,
        avatar_url: row.get("contact_avatar_url")?,
        comment: row.get("contact_comment")?,
        created_at: row.time("contact_created_at")?,
        revision: row.get("contact_revision")?,
    };
    Ok(ConversationRecord {
        conversation,
        contact,
    })
}
