//! The tables. A change of schema is a new step at the end of the list, never an edit of an old one.

use rusqlite_migration::{M, Migrations};

use super::{
    attributes, audit_log, blocks, consents, deletions, emails, event_log, files, masking, merges,
    outgoing, resolutions, search, tickets, visit_facts,
};

/// The steps from an empty file to the newest schema.
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(FIRST),
        search::step(),
        M::up(MORE),
        M::up(CONNECTORS),
        files::step(),
        M::up(PREPARED),
        emails::step(),
        M::up(EDITS),
        M::up(PINS),
        M::up(PINNED),
        M::up(DEEDS),
        M::up(QUEUES),
        blocks::step(),
        tickets::step(),
        resolutions::step(),
        merges::step(),
        attributes::step(),
        visit_facts::step(),
        consents::step(),
        event_log::step(),
        masking::step(),
        outgoing::step(),
        audit_log::step(),
        masking::by_conversation(),
        masking::passed_on(),
        merges::by_contact(),
        deletions::erased(),
    ])
}

/// Times are milliseconds since 1970. Words of the protocol stand bare, compound values as JSON.
const FIRST: &str = r"
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    avatar_url TEXT,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    password_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    agent TEXT NOT NULL REFERENCES agents (id),
    generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE teams (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE companies (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    handle TEXT,
    company TEXT REFERENCES companies (id),
    phone TEXT,
    email TEXT,
    avatar_url TEXT,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL REFERENCES channels (id),
    contact TEXT NOT NULL REFERENCES contacts (id),
    status TEXT NOT NULL,
    snoozed_until INTEGER,
    archived INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    priority TEXT,
    assignee TEXT REFERENCES agents (id),
    team TEXT REFERENCES teams (id),
    labels TEXT NOT NULL,
    waiting_since INTEGER,
    created_at INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL,
    last_message TEXT,
    last_position INTEGER NOT NULL,
    read_position INTEGER NOT NULL,
    unread_count INTEGER NOT NULL,
    resolution TEXT,
    blocked_by_customer INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
-- One index per view: a page and a count read nothing but the rows that belong to them.
CREATE INDEX conversations_all ON conversations (last_activity_at, id)
    WHERE archived = 0;
CREATE INDEX conversations_pending ON conversations (last_activity_at, id)
    WHERE archived = 0 AND status <> 'resolved';
CREATE INDEX conversations_unread ON conversations (last_activity_at, id)
    WHERE archived = 0 AND unread_count > 0;
CREATE INDEX conversations_by_assignee ON conversations (assignee, last_activity_at, id)
    WHERE archived = 0;

CREATE TABLE messages (
    conversation TEXT NOT NULL REFERENCES conversations (id),
    position INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    content TEXT NOT NULL,
    delivery TEXT,
    revision INTEGER NOT NULL,
    from_customer INTEGER NOT NULL,
    -- Notes and system lines: what the customer never sees.
    internal INTEGER NOT NULL,
    PRIMARY KEY (conversation, position)
) STRICT, WITHOUT ROWID;

-- A visitor of a live chat who has written: which conversation is theirs, and how far they read.
CREATE TABLE visits (
    visitor TEXT PRIMARY KEY,
    channel TEXT NOT NULL REFERENCES channels (id),
    contact TEXT NOT NULL REFERENCES contacts (id),
    conversation TEXT NOT NULL UNIQUE REFERENCES conversations (id),
    delivered_position INTEGER NOT NULL,
    read_position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    -- The visitor who may see it too.
    visitor TEXT
) STRICT;
CREATE INDEX events_by_visitor ON events (visitor, seq) WHERE visitor IS NOT NULL;

-- The first answer to every write, so that the same key gets it again.
CREATE TABLE answers (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_age ON answers (at);
";

/// The further facts of a message, as JSON.
const MORE: &str = "ALTER TABLE messages ADD COLUMN more TEXT;";

/// Channels that are connected from outside, and what is on its way to them.
const CONNECTORS: &str = r"
ALTER TABLE conversations ADD COLUMN scheduled TEXT;

CREATE TABLE connectors (
    channel TEXT PRIMARY KEY REFERENCES channels (id),
    url TEXT NOT NULL,
    secret TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who somebody is on a channel, and the conversation with them there.
CREATE TABLE channel_people (
    channel TEXT NOT NULL REFERENCES channels (id),
    person TEXT NOT NULL,
    conversation TEXT NOT NULL UNIQUE REFERENCES conversations (id),
    PRIMARY KEY (channel, person)
) STRICT, WITHOUT ROWID;

-- The ids that platforms give to messages.
CREATE TABLE external_messages (
    channel TEXT NOT NULL REFERENCES channels (id),
    external TEXT NOT NULL,
    conversation TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (channel, external)
) STRICT, WITHOUT ROWID;

-- Messages that their channel has not taken yet.
CREATE TABLE outgoing (
    conversation TEXT NOT NULL REFERENCES conversations (id),
    position INTEGER NOT NULL,
    message TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL REFERENCES channels (id),
    queued_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (conversation, position)
) STRICT, WITHOUT ROWID;

-- Messages that their authors want sent later.
CREATE TABLE scheduled (
    message TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id),
    send_at INTEGER NOT NULL,
    author TEXT NOT NULL,
    content TEXT NOT NULL,
    more TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX scheduled_by_time ON scheduled (send_at);
CREATE INDEX scheduled_by_conversation ON scheduled (conversation, send_at);
";

/// What the team has prepared; and since when a customer has written nothing.
const PREPARED: &str = "
CREATE TABLE prepared (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    place INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- The body is gone when the run has been taken back.
CREATE TABLE macro_runs (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id),
    at INTEGER NOT NULL,
    body TEXT
) STRICT, WITHOUT ROWID;

ALTER TABLE conversations ADD COLUMN customer_wrote_at INTEGER;
UPDATE conversations SET customer_wrote_at = (
    SELECT MAX(at) FROM messages m
    WHERE m.conversation = conversations.id AND m.from_customer = 1
);
CREATE INDEX conversations_snoozed ON conversations (snoozed_until)
    WHERE snoozed_until IS NOT NULL;
";

/// What people change after the fact: the comment about a contact, and what was there before.
const EDITS: &str = r"
ALTER TABLE contacts ADD COLUMN comment TEXT;

CREATE TABLE audit_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    agent TEXT NOT NULL REFERENCES agents (id),
    action TEXT NOT NULL,
    -- `contact:` or `message:` and an id.
    subject TEXT NOT NULL,
    -- The revision that the change made.
    revision INTEGER NOT NULL,
    -- The record as it was, as JSON.
    before TEXT NOT NULL
) STRICT;
CREATE INDEX audit_log_by_subject ON audit_log (subject, revision);
";

/// The pinned messages of a conversation are found without a look at all of them.
const PINS: &str = "
CREATE INDEX messages_pinned ON messages (conversation, position)
    WHERE json_extract(more, '$.pinned') IS NOT NULL;
";

/// What is pinned, in the record of its conversation.
const PINNED: &str = "ALTER TABLE conversations ADD COLUMN pinned TEXT;";

/// Conversations that were deleted, contacts who want nothing unasked, and what bulk commands changed.
const DEEDS: &str = "
CREATE TABLE deletions (
    conversation TEXT PRIMARY KEY REFERENCES conversations (id),
    agent TEXT NOT NULL REFERENCES agents (id),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE opt_outs (
    contact TEXT PRIMARY KEY REFERENCES contacts (id),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bulk_commands (
    id TEXT PRIMARY KEY,
    agent TEXT NOT NULL REFERENCES agents (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_commands_by_age ON bulk_commands (at);

-- `state` is 0 for what is still to be done, 1 for what was changed, 2 for what was so already, 3 for what
-- could not be changed, 4 for what was taken back.
CREATE TABLE bulk_changes (
    command TEXT NOT NULL REFERENCES bulk_commands (id),
    conversation TEXT NOT NULL REFERENCES conversations (id),
    state INTEGER NOT NULL,
    -- How it stood before and after, as JSON; or why it could not be changed.
    detail TEXT,
    PRIMARY KEY (command, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_changes_by_state ON bulk_changes (command, state);

CREATE INDEX contacts_by_phone ON contacts (phone) WHERE phone IS NOT NULL;
CREATE INDEX contacts_by_handle ON contacts (handle COLLATE NOCASE) WHERE handle IS NOT NULL;
";

/// Whom notes mention, and the filters that agents keep.
const QUEUES: &str = "
ALTER TABLE conversations ADD COLUMN mentions TEXT NOT NULL DEFAULT '[]';

CREATE TABLE queues (
    agent TEXT NOT NULL REFERENCES agents (id),
    id TEXT NOT NULL,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- As the query of a URL says it.
    filter TEXT NOT NULL,
    PRIMARY KEY (agent, id)
) STRICT, WITHOUT ROWID;
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_apply_to_an_empty_file() {
        migrations().validate().unwrap();
    }

    #[test]
    fn what_waited_for_its_channel_goes_on_in_its_order() {
        let mut sql = rusqlite::Connection::open_in_memory().unwrap();
        sql.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        migrations().to_version(&mut sql, 21).unwrap();
        sql.execute_batch(
            "INSERT INTO outgoing VALUES ('c', 9, 'later', 'ch', 1, 1, 0), ('c', 4, 'first', 'ch', 2, 2, 3)",
        )
        .unwrap();
        migrations().to_latest(&mut sql).unwrap();
        let rows: Vec<(String, u32)> = sql
            .prepare("SELECT key, calls FROM outgoing ORDER BY turn")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        assert_eq!(rows, [("first".to_owned(), 3), ("later".to_owned(), 0)]);
    }
}
