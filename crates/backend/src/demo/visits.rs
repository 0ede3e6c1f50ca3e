//! Where the demo's visitors of the live chat were when they began to write.

use recado_protocol::ConversationRecord;
use recado_protocol::visitor::{CampaignFact, VisitFacts};
use rusqlite::Connection;

use super::chance::Chance;
use super::dialogue::Language;
use super::team::LIVE_CHAT;
use crate::storage::visit_facts;

const PAGES: [&str; 4] = ["paes", "bolos", "encomendas", "contato"];
const REFERRERS: [&str; 3] = [
    "https://busca.example/",
    "https://guia-do-bairro.example/padarias",
    "https://padaria-aurora.example/",
];
const BROWSERS: [(&str, &str); 4] = [
    ("Chrome 142", "Android"),
    ("Safari 18", "iOS"),
    ("Edge 142", "Windows"),
    ("Firefox 145", "Linux"),
];

/// Keeps it for a conversation of the live chat.
pub fn make(
    sql: &Connection,
    record: &ConversationRecord,
    language: Language,
    chance: &mut Chance,
) -> rusqlite::Result<()> {
    let conversation = &record.conversation;
    if conversation.channel.as_str() != LIVE_CHAT {
        return Ok(());
    }
    let (browser, system) = *chance.pick(&BROWSERS);
    let campaign = [("source", "boletim"), ("campaign", "primavera")];
    let has_campaign = chance.percent(40);
    let campaign = campaign.into_iter().filter(|_| has_campaign);
    let facts = VisitFacts {
        page: Some(format!(
            "https://padaria-aurora.example/{}",
            chance.pick(&PAGES)
        )),
        referrer: chance
            .percent(60)
            .then(|| (*chance.pick(&REFERRERS)).to_owned()),
        browser: Some(browser.to_owned()),
        system: Some(system.to_owned()),
        language: Some(
            match language {
                Language::Portuguese => "pt-BR",
                Language::Spanish => "es-ES",
                Language::English | Language::Elsewhere => "en-GB",
            }
            .to_owned(),
        ),
        campaign: campaign
            .map(|(name, value)| CampaignFact {
                name: name.to_owned(),
                value: value.to_owned(),
            })
            .collect(),
        at: Some(conversation.created_at),
    };
    visit_facts::keep(sql, &conversation.id, &facts).map(drop)
}
