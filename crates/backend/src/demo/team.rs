//! Who works in the demo and through which channels: sign-ins, teams, companies, channel instances.

use recado_protocol::{
    Agent, AgentStatus, Channel, ChannelKind, ChannelState, Company, Role, Team, Timestamp,
};
use rusqlite::Connection;

use crate::auth::password;
use crate::storage::people;

/// The password of every sign-in of the demo.
pub const PASSWORD: &str = "recado-demo";
/// The live chat that the demo site uses.
pub const LIVE_CHAT: &str = "demo-live-chat";
/// How long the limited channel stays limited, in milliseconds: two hours.
const LIMITED_MS: i64 = 2 * 60 * 60 * 1_000;

/// The people and channels that conversations are made with.
pub struct Cast {
    pub agents: Vec<Agent>,
    pub teams: Vec<Team>,
    pub companies: Vec<Company>,
    pub channels: Vec<Channel>,
}

impl Cast {
    pub fn new(now: Timestamp) -> Self {
        Self {
            agents: agents(),
            teams: [("demo-sales", "Vendas"), ("demo-support", "Suporte")]
                .map(|(id, name)| Team {
                    id: id.into(),
                    name: name.to_owned(),
                })
                .into(),
            companies: [
                ("demo-aurora", "Casa Aurora Móveis"),
                ("demo-northern", "Northern Lights Trading"),
                ("demo-sierra", "Distribuciones Sierra Sur"),
            ]
            .map(|(id, name)| Company {
                id: id.into(),
                name: name.to_owned(),
            })
            .into(),
            channels: channels(now),
        }
    }

    /// Puts everybody into the database.
    pub fn save(&self, sql: &Connection) -> rusqlite::Result<()> {
        // One hash for all: hashing is slow on purpose, and the password is no secret.
        let hash = password::hash(PASSWORD)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        for agent in &self.agents {
            people::add_agent(sql, agent, &hash)?;
        }
        for team in &self.teams {
            people::add_team(sql, team)?;
        }
        for company in &self.companies {
            people::add_company(sql, company)?;
        }
        for channel in &self.channels {
            people::add_channel(sql, channel)?;
        }
        Ok(())
    }
}

fn agents() -> Vec<Agent> {
    [
        (
            "demo-agent",
            "Lívia Martins",
            "agent",
            Role::Agent,
            AgentStatus::Available,
        ),
        (
            "demo-agent-2",
            "Rafael Teixeira",
            "agent2",
            Role::Agent,
            AgentStatus::Busy,
        ),
        (
            "demo-supervisor",
            "Beatriz Nogueira",
            "supervisor",
            Role::Supervisor,
            AgentStatus::Away,
        ),
        (
            "demo-admin",
            "Otávio Campos",
            "admin",
            Role::Administrator,
            AgentStatus::Offline,
        ),
    ]
    .map(|(id, name, email, role, status)| Agent {
        id: id.into(),
        name: name.to_owned(),
        email: Some(format!("{email}@demo.recado.test")),
        avatar_url: None,
        role,
        status,
    })
    .into()
}

fn channels(now: Timestamp) -> Vec<Channel> {
    use ChannelKind as Kind;
    let active = ChannelState::Active;
    let limited = ChannelState::Limited {
        until: now.plus_millis(LIMITED_MS),
    };
    [
        (LIVE_CHAT, Kind::LiveChat, "Chat do site", active),
        ("demo-whatsapp", Kind::Whatsapp, "WhatsApp Loja", active),
        (
            "demo-whatsapp-api",
            Kind::WhatsappBusinessApi,
            "WhatsApp Suporte",
            active,
        ),
        (
            "demo-instagram",
            Kind::Instagram,
            "Instagram @casaaurora",
            active,
        ),
        (
            "demo-messenger",
            Kind::Messenger,
            "Messenger",
            ChannelState::TokenExpired,
        ),
        (
            "demo-telegram",
            Kind::Telegram,
            "Telegram @AuroraBot",
            active,
        ),
        (
            "demo-telegram-personal",
            Kind::TelegramPersonal,
            "Telegram Lívia",
            active,
        ),
        ("demo-line", Kind::Line, "LINE Tokyo", limited),
        (
            "demo-wechat",
            Kind::Wechat,
            "WeChat",
            ChannelState::Disabled,
        ),
        ("demo-sms", Kind::Sms, "SMS", active),
        ("demo-apple", Kind::AppleMessages, "Apple Messages", active),
        (
            "demo-email",
            Kind::Email,
            "contato@casaaurora.example",
            active,
        ),
        ("demo-api", Kind::Api, "ERP", active),
        (
            "demo-matrix",
            Kind::Other("matrix".to_owned()),
            "Matrix #aurora",
            active,
        ),
    ]
    .map(|(id, kind, name, state)| Channel {
        id: id.into(),
        kind,
        name: name.to_owned(),
        state,
    })
    .into()
}
