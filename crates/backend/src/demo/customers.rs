//! The customers of the demo: names that go together, and addresses that fit their channel.

use recado_protocol::{Channel, ChannelKind, Contact, Timestamp};

use super::chance::Chance;
use super::dialogue::Language;
use super::names;
use super::team::Cast;

/// A customer with what is needed to make conversations for them.
pub struct Customer {
    pub contact: Contact,
    pub language: Language,
    /// Where in [`Cast::channels`] this customer writes.
    pub channel: usize,
}

/// How many of a hundred customers write through each channel, in the order of the cast.
const CHANNEL_WEIGHTS: [u64; 14] = [14, 25, 14, 12, 4, 6, 3, 2, 2, 4, 2, 9, 1, 2];
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How many of a hundred customers belong to a company.
const COMPANY_PERCENT: u64 = 25;

/// Makes one customer. `number` keeps the addresses of all customers apart.
pub fn make(number: u32, cast: &Cast, now: Timestamp, chance: &mut Chance) -> Customer {
    let language = language(chance);
    let name = names::pick(language, chance);
    let channel = weighted(&CHANNEL_WEIGHTS, chance);
    let created_at = now.plus_millis(-chance.between(90, 700).saturating_mul(DAY_MS));
    let company = chance
        .percent(COMPANY_PERCENT)
        .then(|| chance.pick(&cast.companies).id.clone());
    let mut contact = Contact {
        id: chance.id(created_at),
        name,
        handle: None,
        company,
        phone: None,
        email: None,
        avatar_url: None,
        comment: None,
        created_at,
        revision: 1,
    };
    address(
        &mut contact,
        &cast.channels[channel],
        language,
        number,
        chance,
    );
    Customer {
        contact,
        language,
        channel,
    }
}

fn language(chance: &mut Chance) -> Language {
    match chance.below(100) {
        0..50 => Language::Portuguese,
        50..73 => Language::English,
        73..95 => Language::Spanish,
        _ => Language::Elsewhere,
    }
}

/// The index of a weight, by its weight.
fn weighted(weights: &[u64], chance: &mut Chance) -> usize {
    let mut left = chance.below(weights.iter().sum());
    for (index, weight) in weights.iter().enumerate() {
        if left < *weight {
            return index;
        }
        left = left.saturating_sub(*weight);
    }
    0
}

fn address(
    contact: &mut Contact,
    channel: &Channel,
    language: Language,
    number: u32,
    chance: &mut Chance,
) {
    let plain = plain_letters(&contact.name);
    let plain = if plain.is_empty() {
        "cliente".to_owned()
    } else {
        plain
    };
    let phone = match language {
        Language::Portuguese => format!(
            "+55{}9{:08}",
            chance.pick(&["11", "21", "31", "81"]),
            number
        ),
        Language::Spanish => format!("+346{number:08}"),
        Language::English | Language::Elsewhere => format!("+4479{number:08}"),
    };
    let email = format!("{plain}{number}@correio.example");
    let handle = plain.replace('.', "_");
    match channel.kind {
        ChannelKind::Email | ChannelKind::Api => contact.email = Some(email.clone()),
        ChannelKind::Instagram | ChannelKind::Telegram | ChannelKind::TelegramPersonal => {
            contact.handle = Some(format!("@{handle}{}", number % 100));
        }
        ChannelKind::Messenger | ChannelKind::Line | ChannelKind::Wechat => {
            contact.handle = Some(handle);
        }
        ChannelKind::Other(_) => contact.handle = Some(format!("@{handle}:matrix.example")),
        ChannelKind::LiveChat => {}
        ChannelKind::Whatsapp
        | ChannelKind::WhatsappBusinessApi
        | ChannelKind::Sms
        | ChannelKind::AppleMessages => contact.phone = Some(phone.clone()),
    }
    // Some are known by more than their channel tells.
    if chance.percent(30) {
        contact.email = Some(email);
    }
    if chance.percent(20) {
        contact.phone = Some(phone);
    }
}

/// "João Peça" as `joao.peca`; nothing for scripts that have no such letters.
fn plain_letters(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            'a'..='z' => Some(letter),
            'á' | 'à' | 'â' | 'ã' | 'ä' => Some('a'),
            'é' | 'ê' | 'è' => Some('e'),
            'í' => Some('i'),
            'ó' | 'ô' | 'õ' => Some('o'),
            'ú' | 'ü' => Some('u'),
            'ç' => Some('c'),
            'ñ' => Some('n'),
            ' ' => Some('.'),
            _ => None,
        })
        .collect::<String>()
        .trim_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses_of_plain_letters() {
        assert_eq!(plain_letters("Conceição dos Reis"), "conceicao.dos.reis");
        assert_eq!(plain_letters("佐藤 陽子"), "");
    }
}
