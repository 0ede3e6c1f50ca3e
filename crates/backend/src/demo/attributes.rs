//! What the demo's team keeps of its customers besides their addresses.

use recado_protocol::attribute::{Attribute, AttributeKind, AttributeValue, Choice};
use rusqlite::Connection;

use super::chance::Chance;
use super::customers::Customer;
use crate::storage::attributes;

const PLANS: [(&str, &str); 3] = [
    ("basic", "Básico"),
    ("family", "Família"),
    ("company", "Empresa"),
];
const SITES: [&str; 3] = [
    "https://vale-verde.example/contato",
    "https://northern-lights.example/",
    "mailto:compras@sierra-sur.example",
];
const NOTES: [&str; 4] = [
    "Entregar na portaria",
    "Ring twice",
    "Solo por las tardes",
    "Deixar com o vizinho do 31",
];
/// So many customers have some.
const CUSTOMERS: usize = 600;

/// Defines the attributes, and gives the first customers some of them.
pub fn make(sql: &Connection, customers: &[Customer], chance: &mut Chance) -> rusqlite::Result<()> {
    for (id, name, kind) in [
        ("demo-since", "Cliente desde", AttributeKind::Date),
        ("demo-plan", "Plano", AttributeKind::List),
        ("demo-points", "Pontos", AttributeKind::Number),
        ("demo-note", "Entrega", AttributeKind::Text),
        ("demo-site", "Site", AttributeKind::Link),
        ("demo-news", "Recebe novidades", AttributeKind::Checkbox),
    ] {
        let plans = PLANS.iter().filter(|_| kind == AttributeKind::List);
        let choices = plans.map(|(id, name)| Choice {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
        });
        let attribute = Attribute {
            id: id.into(),
            name: name.to_owned(),
            kind,
            choices: choices.collect(),
            archived: false,
            revision: 1,
        };
        attributes::add(sql, &attribute)?;
    }
    for customer in customers.iter().take(CUSTOMERS) {
        let points = chance.between(0, 48_000);
        for (attribute, percent, value) in [
            ("demo-since", 85, since(customer)),
            ("demo-plan", 75, chance.pick(&PLANS).0.to_owned()),
            ("demo-points", 45, decimal(points)),
            ("demo-note", 20, (*chance.pick(&NOTES)).to_owned()),
            ("demo-site", 20, (*chance.pick(&SITES)).to_owned()),
            ("demo-news", 60, chance.percent(70).to_string()),
        ] {
            if chance.percent(percent) {
                let value = AttributeValue {
                    attribute: attribute.into(),
                    value,
                    revision: 1,
                };
                attributes::set_value(sql, &customer.contact.id, &value)?;
            }
        }
    }
    Ok(())
}

fn since(customer: &Customer) -> String {
    let mut day = customer.contact.created_at.to_rfc3339();
    day.truncate("2026-11-29".len());
    day
}

/// A number of tenths.
fn decimal(tenths: i64) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}
