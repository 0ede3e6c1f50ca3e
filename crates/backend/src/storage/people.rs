//! Agents, teams, companies, channels and contacts.

use recado_protocol::first::AddressKind;
use recado_protocol::{
    Agent, AgentId, AgentStatus, Channel, ChannelId, ChannelState, Company, CompanyId, Contact,
    ContactId, ConversationId, SessionId, Team, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::column::{Columns, Json, Time, Word};
use super::search;

/// An agent with what is needed to check a password.
pub struct Account {
    pub agent: Agent,
    pub password_hash: String,
}

const AGENT: &str = "a.id, a.name, a.email, a.avatar_url, a.role, a.status";

pub fn agents(sql: &Connection) -> rusqlite::Result<Vec<Agent>> {
    sql.prepare_cached(&format!(
        "SELECT {AGENT} FROM agents a ORDER BY a.name, a.id"
    ))?
    .query_map([], agent_of)?
    .collect()
}

pub fn agent(sql: &Connection, id: &AgentId) -> rusqlite::Result<Option<Agent>> {
    sql.prepare_cached(&format!("SELECT {AGENT} FROM agents a WHERE a.id = ?"))?
        .query_one([id.as_str()], agent_of)
        .optional()
}

/// The agent of a session that is neither revoked nor over.
pub fn agent_of_session(
    sql: &Connection,
    session: &SessionId,
    now: Timestamp,
) -> rusqlite::Result<Option<Agent>> {
    sql.prepare_cached(&format!(
        "SELECT {AGENT} FROM sessions s JOIN agents a ON a.id = s.agent
         WHERE s.id = ? AND s.revoked = 0 AND s.expires_at > ?"
    ))?
    .query_one(params![session.as_str(), Time(now)], agent_of)
    .optional()
}

pub fn account_by_email(sql: &Connection, email: &str) -> rusqlite::Result<Option<Account>> {
    sql.prepare_cached(&format!(
        "SELECT {AGENT}, a.password_hash FROM agents a WHERE a.email = ?"
    ))?
    .query_one([email], |row| {
        Ok(Account {
            agent: agent_of(row)?,
            password_hash: row.get("password_hash")?,
        })
    })
    .optional()
}

/// Adds an agent. The e-mail address must be free.
pub fn add_agent(sql: &Connection, agent: &Agent, password_hash: &str) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO agents (id, name, email, avatar_url, role, status, password_hash)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        agent.id.as_str(),
        agent.name,
        agent.email.as_deref().unwrap_or_default(),
        agent.avatar_url,
        Word(agent.role),
        Word(agent.status),
        password_hash,
    ])
    .map(drop)
}

pub fn set_agent_status(
    sql: &Connection,
    id: &AgentId,
    status: AgentStatus,
) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE agents SET status = ? WHERE id = ?")?
        .execute(params![Word(status), id.as_str()])
        .map(drop)
}

pub fn teams(sql: &Connection) -> rusqlite::Result<Vec<Team>> {
    sql.prepare_cached("SELECT id, name FROM teams ORDER BY name, id")?
        .query_map([], |row| {
            Ok(Team {
                id: row.id("id")?,
                name: row.get("name")?,
            })
        })?
        .collect()
}

pub fn add_team(sql: &Connection, team: &Team) -> rusqlite::Result<()> {
    sql.execute(
        "INSERT INTO teams (id, name) VALUES (?, ?)",
        params![team.id.as_str(), team.name],
    )
    .map(drop)
}

pub fn companies(sql: &Connection) -> rusqlite::Result<Vec<Company>> {
    sql.prepare_cached("SELECT id, name FROM companies ORDER BY name, id")?
        .query_map([], |row| {
            Ok(Company {
                id: row.id("id")?,
                name: row.get("name")?,
            })
        })?
        .collect()
}

pub fn company(sql: &Connection, id: &CompanyId) -> rusqlite::Result<Option<Company>> {
    sql.prepare_cached("SELECT id, name FROM companies WHERE id = ?")?
        .query_one([id.as_str()], |row| {
            Ok(Company {
                id: row.id("id")?,
                name: row.get("name")?,
            })
        })
        .optional()
}

/// The company that is called so, however it is capitalised.
pub fn company_called(sql: &Connection, name: &str) -> rusqlite::Result<Option<Company>> {
    sql.prepare_cached("SELECT id, name FROM companies WHERE name = ? COLLATE NOCASE")?
        .query_one([name], |row| {
            Ok(Company {
                id: row.id("id")?,
                name: row.get("name")?,
            })
        })
        .optional()
}

pub fn add_company(sql: &Connection, company: &Company) -> rusqlite::Result<()> {
    sql.execute(
        "INSERT INTO companies (id, name) VALUES (?, ?)",
        params![company.id.as_str(), company.name],
    )
    .map(drop)
}

pub fn channels(sql: &Connection) -> rusqlite::Result<Vec<Channel>> {
    sql.prepare_cached("SELECT id, kind, name, state FROM channels ORDER BY name, id")?
        .query_map([], channel_of)?
        .collect()
}

pub fn channel(sql: &Connection, id: &ChannelId) -> rusqlite::Result<Option<Channel>> {
    sql.prepare_cached("SELECT id, kind, name, state FROM channels WHERE id = ?")?
        .query_one([id.as_str()], channel_of)
        .optional()
}

pub fn add_channel(sql: &Connection, channel: &Channel) -> rusqlite::Result<()> {
    sql.execute(
        "INSERT INTO channels (id, kind, name, state) VALUES (?, ?, ?, ?)",
        params![
            channel.id.as_str(),
            Word(channel.kind.clone()),
            channel.name,
            Json(channel.state)
        ],
    )
    .map(drop)
}

pub fn set_channel_state(
    sql: &Connection,
    id: &ChannelId,
    state: ChannelState,
) -> rusqlite::Result<()> {
    sql.prepare_cached("UPDATE channels SET state = ? WHERE id = ?")?
        .execute(params![Json(state), id.as_str()])
        .map(drop)
}

pub fn add_contact(sql: &Connection, contact: &Contact) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "INSERT INTO contacts
         (id, name, handle, company, phone, email, avatar_url, comment, created_at, revision)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        contact.id.as_str(),
        contact.name,
        contact.handle,
        contact.company.as_ref().map(|id| id.as_str()),
        contact.phone,
        contact.email,
        contact.avatar_url,
        contact.comment,
        Time(contact.created_at),
        contact.revision,
    ])?;
    search::add_contact(sql, contact)
}

/// The contact who has this e-mail address; the first one of several.
pub fn contact_by_email(sql: &Connection, email: &str) -> rusqlite::Result<Option<Contact>> {
    contact_at(sql, AddressKind::Email, email)
}

/// The contact who has this address, or in whom the one went up that has it; the first one of several.
pub fn contact_at(
    sql: &Connection,
    kind: AddressKind,
    address: &str,
) -> rusqlite::Result<Option<Contact>> {
    let condition = has_address(kind);
    let id: Option<ContactId> = sql
        .prepare_cached(&format!(
            "SELECT COALESCE(p.merged_into, p.id) AS id FROM contacts p WHERE {condition}
             ORDER BY p.merged_into IS NOT NULL, created_at, id LIMIT 1"
        ))?
        .query_one([address], |row| row.id("id"))
        .optional()?;
    match id {
        Some(id) => contact(sql, &id),
        None => Ok(None),
    }
}

/// A contact, whether they went up in another one or not.
pub fn contact(sql: &Connection, id: &ContactId) -> rusqlite::Result<Option<Contact>> {
    sql.prepare_cached(
        "SELECT id, name, handle, company, phone, email, avatar_url, created_at, revision, comment
         FROM contacts WHERE id = ?",
    )?
    .query_one([id.as_str()], |row| {
        Ok(Contact {
            id: row.id("id")?,
            name: row.get("name")?,
            handle: row.get("handle")?,
            company: row.id_or_none("company")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            avatar_url: row.get("avatar_url")?,
            created_at: row.time("created_at")?,
            revision: row.get("revision")?,
            comment: row.get("comment")?,
        })
    })
    .optional()
}

/// The newest conversation on a channel with somebody who has this address.
pub fn conversation_at(
    sql: &Connection,
    channel: &ChannelId,
    kind: AddressKind,
    address: &str,
) -> rusqlite::Result<Option<ConversationId>> {
    let condition = has_address(kind);
    sql.prepare_cached(&format!(
        "SELECT c.id FROM contacts p
         JOIN conversations c ON c.contact = COALESCE(p.merged_into, p.id)
         WHERE {condition} AND c.channel = ? ORDER BY c.last_activity_at DESC LIMIT 1"
    ))?
    .query_one([address, channel.as_str()], |row| row.id("id"))
    .optional()
}

fn has_address(kind: AddressKind) -> &'static str {
    match kind {
        AddressKind::Phone => "p.phone = ?",
        AddressKind::Handle => "p.handle = ? COLLATE NOCASE",
        AddressKind::Email => "p.email = ? COLLATE NOCASE",
    }
}

/// Writes what can change of a contact as it is now, and makes it findable by it.
pub fn save_contact(sql: &Connection, before: &Contact, contact: &Contact) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "UPDATE contacts SET name = ?, handle = ?, company = ?, phone = ?, email = ?,
         avatar_url = ?, comment = ?, revision = ? WHERE id = ?",
    )?
    .execute(params![
        contact.name,
        contact.handle,
        contact.company.as_ref().map(|id| id.as_str()),
        contact.phone,
        contact.email,
        contact.avatar_url,
        contact.comment,
        contact.revision,
        contact.id.as_str(),
    ])?;
    search::remove_contact(sql, before)?;
    search::add_contact(sql, contact)
}

fn agent_of(row: &Row<'_>) -> rusqlite::Result<Agent> {
    Ok(Agent {
        id: row.id("id")?,
        name: row.get("name")?,
        email: row.get("email")?,
        avatar_url: row.get("avatar_url")?,
        role: row.word("role")?,
        status: row.word("status")?,
    })
}

fn channel_of(row: &Row<'_>) -> rusqlite::Result<Channel> {
    Ok(Channel {
        id: row.id("id")?,
        kind: row.word("kind")?,
        name: row.get("name")?,
        state: row.json("state")?,
    })
}
