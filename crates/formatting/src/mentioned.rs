//! Who is mentioned in a text.

use crate::tree::{Block, Inline};

/// The names that a text mentions, without the `@`, as often as it does. `names` are those that can be.
pub fn mentioned<'a>(text: &'a str, names: &[String]) -> Vec<&'a str> {
    let mut found = Vec::new();
    in_blocks(&mut found, &crate::parse(text, names));
    found
}

fn in_blocks<'a>(found: &mut Vec<&'a str>, blocks: &[Block<'a>]) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => in_inlines(found, inlines),
            // Whoever is quoted was told before.
            Block::Quote(_) | Block::Code { .. } => {}
            Block::List(items) => items
                .iter()
                .for_each(|item| in_inlines(found, &item.content)),
        }
    }
}

fn in_inlines<'a>(found: &mut Vec<&'a str>, inlines: &[Inline<'a>]) {
    for inline in inlines {
        match inline {
            Inline::Mention(name) => found.push(name.trim_start_matches('@')),
            Inline::Styled(_, inlines) => in_inlines(found, inlines),
            Inline::Link(link) => in_inlines(found, &link.content),
            Inline::Text(_) | Inline::Break | Inline::Code(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_called_is_found_in_lists_and_styles_but_not_in_quotes_and_code() {
        let names = ["Rafael Teixeira".to_owned(), "Ana".to_owned()];
        let text = "*@Rafael Teixeira* look\n- and @Ana\n> @Rafael Teixeira said\n\n`@Ana`";
        assert_eq!(mentioned(text, &names), ["Rafael Teixeira", "Ana"]);
        assert!(mentioned("mail ana@example.com, @Anabel", &names).is_empty());
    }
}
