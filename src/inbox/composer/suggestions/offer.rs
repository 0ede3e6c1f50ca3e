//! Something that is offered in the list.

use recado_protocol::folding::fold;
use recado_protocol::prepared::variables::{fill, placeholders, unfilled};
use recado_protocol::prepared::{Article, CannedReply};
use recado_store::first_of;

/// How much of a text a line shows, in characters.
const LINE_CHARS: usize = 120;
/// How many lines the list has at the most.
const MOST_OFFERED: usize = 30;
/// Of names and emoji more would not be read.
pub const MOST_SHORT: usize = 8;

/// One line of the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Offer {
    pub face: Option<Face>,
    /// What one types to get it.
    pub shortcut: Option<String>,
    pub title: String,
    /// What is said behind the title.
    pub detail: String,
    /// What is read before it is chosen; blank where the title says it all.
    pub text: String,
    /// What comes in the place of what was typed.
    pub with: String,
}

/// What stands before a title.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Face {
    Letters(String),
    /// The avatar of somebody whose id this is.
    Avatar(String),
}

impl Offer {
    pub fn of_reply(reply: &CannedReply) -> Self {
        Self {
            shortcut: Some(reply.shortcut.clone()),
            title: reply.title.clone(),
            detail: format!("/{}", reply.shortcut),
            text: reply.text.clone(),
            with: reply.text.clone(),
            face: None,
        }
    }

    /// Customers read it under a link.
    pub fn of_article(article: &Article) -> Self {
        Self {
            title: article.title.clone(),
            text: article.text.clone(),
            with: article.url.clone(),
            ..Self::default()
        }
    }

    /// The beginning of the text in one line, for reading. It ends with a word, and not inside of braces.
    pub fn line(&self) -> String {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let text = readable(&words.join(" "));
        let Some((most, _)) = text.char_indices().nth(LINE_CHARS) else {
            return text;
        };
        let mut end = match text[..most].rfind(' ') {
            Some(space) if !text[most..].starts_with(' ') => space,
            _ => most,
        };
        if let Some(cut) = placeholders(&text).iter().find(|it| it.contains(&end)) {
            end = cut.start;
        }
        format!("{}…", text[..end].trim_end())
    }

    fn fit(&self, query: &str) -> Option<u8> {
        let name = self.shortcut.as_deref().unwrap_or(&self.title);
        fit(query, name, &self.title, &self.text)
    }
}

/// What fits a query, the best first; what fits as well keeps its order.
pub fn fitting(offers: Vec<Offer>, query: &str) -> Vec<Offer> {
    let query = fold(query);
    let found = offers
        .into_iter()
        .filter_map(|offer| Some((offer.fit(&query)?, offer)));
    let best = first_of(found, MOST_OFFERED, |a, b| a.0.cmp(&b.0));
    best.into_iter().map(|(_, offer)| offer).collect()
}

/// How well something fits a query; less is better, and `None` is not at all. `name` is what one
/// types to get it, the rest is looked at in the order of its weight.
fn fit(query: &str, name: &str, title: &str, text: &str) -> Option<u8> {
    let (name, title) = (fold(name), fold(title));
    if query.is_empty() || name.starts_with(query) {
        return Some(0);
    }
    if title.split_whitespace().any(|word| word.starts_with(query)) {
        return Some(1);
    }
    if name.contains(query) || title.contains(query) {
        return Some(2);
    }
    fold(text).contains(query).then_some(3)
}

/// A text without its variables' braces, for reading.
fn readable(text: &str) -> String {
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
            ..Offer::default()
        }
    }

    #[test]
    fn the_best_fit_stands_first() {
        let offers = vec![offer("a", "Troca"), offer("troca", "B"), offer("c", "C")];
        let titles = |query| -> Vec<String> {
            let found = fitting(offers.clone(), query);
            found.into_iter().map(|it| it.title).collect()
        };
        assert_eq!(titles("TRO"), ["B", "Troca"]);
        assert_eq!(titles("tudo"), ["Troca", "B", "C"]);
        assert_eq!(titles("zebra"), Vec::<String>::new());
    }

    #[test]
    fn the_shortcut_weighs_more_than_the_title_and_the_title_more_than_the_text() {
        let fit = |query| fit(query, "prazo", "Entrega em São Paulo", "Chega em 5 dias");
        assert_eq!(fit(""), Some(0));
        assert_eq!(fit("pra"), Some(0));
        assert_eq!(fit("sao"), Some(1));
        assert_eq!(fit("trega"), Some(2));
        assert_eq!(fit("5"), Some(3));
        assert_eq!(fit("zebra"), None);
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(offer("a", "A").line(), "Olá ‹contact.name›, tudo bem?");
    }

    #[test]
    fn a_long_text_ends_with_a_word_and_an_ellipsis_and_never_inside_of_a_variable() {
        let line = |text: String| {
            let offer = Offer {
                text,
                ..Offer::default()
            };
            offer.line()
        };
        let begun = "palavra ".repeat(14);
        for (text, end) in [
            (format!("{begun}{{{{conversation.id}}}} e mais"), "palavra…"),
            (
                format!("{begun}{{{{the number of it}}}} e mais"),
                "palavra…",
            ),
            (format!("{begun}{{{{agent.name}}}} e mais"), "palavra…"),
            (format!("{begun}certa e mais"), "palavra certa e…"),
            (format!("{begun}incerta e mais"), "palavra incerta…"),
            ("é".repeat(121), "éé…"),
        ] {
            let line = line(text);
            assert!(line.ends_with(end), "{line}");
            assert!(line.chars().count() <= 121, "{line}");
        }
        assert_eq!(line("é".repeat(120)), "é".repeat(120));
    }
}
