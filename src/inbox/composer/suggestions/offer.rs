//! Something that is offered in the list.

use recado_protocol::prepared::variables::{fill, unfilled};
use recado_protocol::prepared::{Article, CannedReply};

use super::trigger::fit;

/// How much of a text a line shows, in characters.
const LINE_CHARS: usize = 120;
/// How many lines the list has at the most.
const MOST_OFFERED: usize = 30;

/// One line of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// What one types to get it.
    pub shortcut: Option<String>,
    pub title: String,
    /// What is read before it is chosen.
    pub text: String,
    /// Where customers read an article.
    pub link: Option<String>,
}

impl Offer {
    pub fn of_reply(reply: &CannedReply) -> Self {
        Self {
            shortcut: Some(reply.shortcut.clone()),
            title: reply.title.clone(),
            text: reply.text.clone(),
            link: None,
        }
    }

    pub fn of_article(article: &Article) -> Self {
        Self {
            shortcut: None,
            title: article.title.clone(),
            text: article.text.clone(),
            link: Some(article.url.clone()),
        }
    }

    /// The beginning of the text in one line.
    pub fn line(&self) -> String {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        words.join(" ").chars().take(LINE_CHARS).collect()
    }

    fn fit(&self, query: &str) -> Option<u8> {
        let name = self.shortcut.as_deref().unwrap_or(&self.title);
        fit(query, name, &self.title, &self.text)
    }
}

/// What fits a query, the best first; what fits as well keeps its order.
pub fn fitting(offers: Vec<Offer>, query: &str) -> Vec<Offer> {
    let mut found: Vec<(u8, Offer)> = offers
        .into_iter()
        .filter_map(|offer| Some((offer.fit(query)?, offer)))
        .collect();
    found.sort_by_key(|(fit, _)| *fit);
    found.truncate(MOST_OFFERED);
    found.into_iter().map(|(_, offer)| offer).collect()
}

/// A text without its variables' braces, for reading.
pub fn readable(text: &str) -> String {
    fill(text, unfilled(text), |name| Some(format!("‹{name}›"))).text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(shortcut: &str, title: &str) -> Offer {
        Offer {
            shortcut: Some(shortcut.to_owned()),
            title: title.to_owned(),
            text: "Olá {{contact.name}},\n  tudo bem?".to_owned(),
            link: None,
        }
    }

    #[test]
    fn the_best_fit_stands_first() {
        let offers = vec![offer("a", "Troca"), offer("troca", "B"), offer("c", "C")];
        let titles = |query| -> Vec<String> {
            let found = fitting(offers.clone(), query);
            found.into_iter().map(|it| it.title).collect()
        };
        assert_eq!(titles("tro"), ["B", "Troca"]);
        assert_eq!(titles("tudo"), ["Troca", "B", "C"]);
        assert_eq!(titles("zebra"), Vec::<String>::new());
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(offer("a", "A").line(), "Olá {{contact.name}}, tudo bem?");
        assert_eq!(readable("Olá {{contact.name}}"), "Olá ‹contact.name›");
    }
}
