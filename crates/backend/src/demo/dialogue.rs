//! The texts of the demo: short dialogues with slots, from the files beside this one.
//!
//! A dialogue begins with `==`. Its lines begin with `c:` (customer), `a:` (agent) or `n:` (note);
//! `\n` breaks a line. Slots are `{name}`, `{agent}`, `{order}`, `{product}`, `{city}`, `{date}`,
//! `{time}`, `{amount}` and `{link}`.

use recado_protocol::Timestamp;

use super::chance::Chance;

/// Who says a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Speaker {
    Customer,
    Team,
    /// The team, to itself.
    Note,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub speaker: Speaker,
    text: String,
}

/// What is said from a question to its answer.
#[derive(Clone, Debug)]
pub struct Dialogue {
    pub lines: Vec<Line>,
}

/// Which texts a customer uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    Portuguese,
    English,
    Spanish,
    /// Arabic, Hebrew and Japanese, answered in English.
    Elsewhere,
}

/// All dialogues, read once.
pub struct Library {
    portuguese: Vec<Dialogue>,
    english: Vec<Dialogue>,
    spanish: Vec<Dialogue>,
    elsewhere: Vec<Dialogue>,
    /// What strains a layout: long words, right-to-left, emoji, markup.
    oddities: Vec<Dialogue>,
}

/// What stands in the slots throughout one conversation.
pub struct Slots {
    name: String,
    agent: String,
    order: String,
    product: &'static str,
    city: &'static str,
    date: String,
    time: String,
    amount: String,
    link: String,
}

/// How many of a hundred dialogues are odd ones.
const ODD_PERCENT: u64 = 6;

impl Library {
    pub fn read() -> Self {
        Self {
            portuguese: parse(include_str!("dialogues/portuguese.txt")),
            english: parse(include_str!("dialogues/english.txt")),
            spanish: parse(include_str!("dialogues/spanish.txt")),
            elsewhere: parse(include_str!("dialogues/elsewhere.txt")),
            oddities: parse(include_str!("dialogues/oddities.txt")),
        }
    }

    pub fn pick(&self, language: Language, chance: &mut Chance) -> &Dialogue {
        if chance.percent(ODD_PERCENT) {
            return chance.pick(&self.oddities);
        }
        chance.pick(match language {
            Language::Portuguese => &self.portuguese,
            Language::English => &self.english,
            Language::Spanish => &self.spanish,
            Language::Elsewhere => &self.elsewhere,
        })
    }
}

impl Slots {
    /// Chooses what fits the language; dates lie some days after `at`.
    pub fn choose(
        language: Language,
        customer: &str,
        agent: &str,
        at: Timestamp,
        chance: &mut Chance,
    ) -> Self {
        let (products, cities): (&[&str], &[&str]) = match language {
            Language::Portuguese => (&PRODUCTS_PT, &CITIES_PT),
            Language::Spanish => (&PRODUCTS_ES, &CITIES_ES),
            Language::English | Language::Elsewhere => (&PRODUCTS_EN, &CITIES_EN),
        };
        let units = chance.between(39, 1_290);
        let amount = match language {
            Language::Portuguese => format!("R$ {units},90"),
            Language::Spanish => format!("{units},95 €"),
            Language::English | Language::Elsewhere => format!("£{units}.50"),
        };
        Self {
            name: first_word(customer).to_owned(),
            agent: first_word(agent).to_owned(),
            order: format!("#{}", chance.between(10_482, 98_731)),
            product: *chance.pick::<&str>(products),
            city: *chance.pick::<&str>(cities),
            date: day_after(at, chance.between(1, 9), language),
            time: format!(
                "{}:{}0",
                chance.between(9, 18),
                chance.pick(&["0", "1", "3"])
            ),
            amount,
            link: format!("https://loja.example/p/{:06x}", chance.below(0xff_ffff)),
        }
    }
}

impl Line {
    /// The text with its slots filled.
    pub fn filled(&self, slots: &Slots) -> String {
        let mut filled = String::with_capacity(self.text.len().saturating_add(32));
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            match after
                .split_once('}')
                .and_then(|(slot, after)| Some((slots.get(slot)?, after)))
            {
                Some((value, after)) => {
                    filled.push_str(value);
                    rest = after;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

impl Slots {
    fn get(&self, slot: &str) -> Option<&str> {
        Some(match slot {
            "name" => &self.name,
            "agent" => &self.agent,
            "order" => &self.order,
            "product" => self.product,
            "city" => self.city,
            "date" => &self.date,
            "time" => &self.time,
            "amount" => &self.amount,
            "link" => &self.link,
            _ => return None,
        })
    }
}

const PRODUCTS_PT: [&str; 6] = [
    "cafeteira",
    "luminária",
    "batedeira",
    "torradeira",
    "caixa de som",
    "impressora",
];
const PRODUCTS_ES: [&str; 6] = [
    "cafetera",
    "lámpara",
    "aspiradora",
    "tostadora",
    "impresora",
    "bicicleta",
];
const PRODUCTS_EN: [&str; 6] = [
    "coffee machine",
    "desk lamp",
    "kettle",
    "speaker",
    "printer",
    "backpack",
];
const CITIES_PT: [&str; 8] = [
    "Belo Horizonte",
    "Recife",
    "Curitiba",
    "Porto Alegre",
    "Salvador",
    "Campinas",
    "Manaus",
    "Florianópolis",
];
const CITIES_ES: [&str; 6] = [
    "Sevilla",
    "Valencia",
    "Rosario",
    "Bogotá",
    "Monterrey",
    "Cusco",
];
const CITIES_EN: [&str; 6] = [
    "Leeds",
    "Galway",
    "Bristol",
    "Dundee",
    "Halifax",
    "Wellington",
];

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn parse(file: &str) -> Vec<Dialogue> {
    file.split("==\n")
        .map(|part| Dialogue {
            lines: part.lines().filter_map(parse_line).collect(),
        })
        .filter(|dialogue| !dialogue.lines.is_empty())
        .collect()
}

fn parse_line(line: &str) -> Option<Line> {
    let (mark, text) = line.split_once(": ")?;
    let speaker = match mark {
        "c" => Speaker::Customer,
        "a" => Speaker::Team,
        "n" => Speaker::Note,
        _ => return None,
    };
    Some(Line {
        speaker,
        text: text.replace("\\n", "\n"),
    })
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}

/// The day `days` after a time, as the language writes it: 24/11 or 24 Nov.
fn day_after(at: Timestamp, days: i64, language: Language) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let written = at.plus_millis(days.saturating_mul(DAY_MS)).to_rfc3339();
    let (month, day) = (
        written.get(5..7).unwrap_or("01"),
        written.get(8..10).unwrap_or("01"),
    );
    match language {
        Language::Portuguese | Language::Spanish => format!("{day}/{month}"),
        Language::English | Language::Elsewhere => {
            let index = month.parse::<usize>().unwrap_or(1).saturating_sub(1);
            format!("{day} {}", MONTHS.get(index).unwrap_or(&"Jan"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_line(library: &Library) -> Vec<&Line> {
        [
            &library.portuguese,
            &library.english,
            &library.spanish,
            &library.elsewhere,
            &library.oddities,
        ]
        .into_iter()
        .flatten()
        .flat_map(|dialogue| &dialogue.lines)
        .collect()
    }

    #[test]
    fn there_is_enough_to_say() {
        let library = Library::read();
        let dialogues = [&library.portuguese, &library.english, &library.spanish];
        let openings: usize = dialogues.iter().map(|dialogues| dialogues.len()).sum();
        assert!(openings >= 60, "{openings} openings");
        let said_by = |speaker| {
            every_line(&library)
                .iter()
                .filter(|line| line.speaker == speaker)
                .count()
        };
        assert!(
            said_by(Speaker::Customer) >= 120,
            "openings and what follows"
        );
        assert!(said_by(Speaker::Team) >= 60, "answers");
        assert!(said_by(Speaker::Note) >= 5, "notes");
    }

    #[test]
    fn every_slot_of_every_line_is_filled() {
        let library = Library::read();
        let at = Timestamp::from_millis(1_795_253_400_000);
        let mut chance = Chance::new(1);
        let slots = Slots::choose(Language::English, "Ann Lee", "Bo Day", at, &mut chance);
        for line in every_line(&library) {
            let filled = line.filled(&slots);
            assert!(
                !filled.contains('{') && !filled.trim().is_empty(),
                "{filled}"
            );
        }
    }
}
