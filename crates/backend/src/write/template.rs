//! What may be sent as an approved template.

use recado_protocol::prepared::Template;
use recado_protocol::prepared::variables::placeholders;
use recado_protocol::{Channel, Rich, RichContent};

use crate::limits;
use crate::refusal::{Outcome, Refusal};
use crate::storage::prepared;
use crate::storage::writer::Change;

/// The message as the platform approved it, with the fields as they were filled in. Of what the
/// client says only the name, the language and the text count.
///
/// # Errors
/// `InvalidField` when the channel takes no templates, or no such one, or one with another text.
pub fn approved(change: &Change<'_>, channel: &Channel, said: &Rich) -> Outcome<Rich> {
    let RichContent::Template {
        name,
        language,
        text,
        ..
    } = said.read()
    else {
        return Err(Refusal::field(
            "content",
            "A template has a name, a language and a text.",
        ));
    };
    let all: Vec<Template> = prepared::all(change.sql)?;
    let known = all.into_iter().find(|template| {
        template.name == name
            && template.language == language
            && template.channels.contains(&channel.kind)
    });
    let known = known.ok_or_else(|| {
        let detail = format!(
            "There is no approved template `{name}` in `{language}` for {}.",
            channel.name
        );
        Refusal::field("content.name", detail)
    })?;
    if !is_filled(&known.text, &text) {
        return Err(Refusal::field(
            "content.text",
            "The text is not the approved one, or a field is empty.",
        ));
    }
    limits::check_message(&text, &channel.kind, "content.text")?;
    Ok(Rich::of(&RichContent::Template {
        name,
        language,
        text,
        header: known.header,
        footer: known.footer,
        choices: known.choices,
    }))
}

/// Whether a text is a pattern with something in the place of each of its fields.
fn is_filled(pattern: &str, text: &str) -> bool {
    let mut literals = Vec::new();
    let mut from = 0;
    for field in placeholders(pattern) {
        literals.push(&pattern[from..field.start]);
        from = field.end;
    }
    let last = &pattern[from..];
    if literals.is_empty() {
        return text == pattern;
    }
    let mut rest = text;
    for (index, literal) in literals.iter().enumerate() {
        // The earliest place leaves the most for what follows.
        let room = if index == 0 { 0 } else { first_length(rest) };
        let found = rest
            .get(room..)
            .and_then(|tail| tail.find(literal))
            .filter(|at| index > 0 || *at == 0);
        match found {
            Some(at) if index == 0 || room > 0 => rest = &rest[room + at + literal.len()..],
            _ => return false,
        }
    }
    rest.strip_suffix(last)
        .is_some_and(|value| !value.trim().is_empty())
}

/// The length of the first character.
fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::is_filled;

    #[test]
    fn a_filled_template_is_told_from_another_text() {
        let pattern = "Olá {{name}}, seu pedido {{order}} saiu!";
        for (text, fits) in [
            ("Olá Ana, seu pedido 77 saiu!", true),
            ("Olá Ana, seu pedido, seu pedido 77 saiu!", true),
            ("Olá é, seu pedido ü saiu!", true),
            ("Olá Ana, seu pedido  saiu!", false),
            ("Olá , seu pedido 77 saiu!", false),
            ("Olá Ana, seu pedido 77 saiu! Compre mais", false),
            ("Oi Ana, seu pedido 77 saiu!", false),
            ("Olá Ana", false),
            ("", false),
        ] {
            assert_eq!(is_filled(pattern, text), fits, "{text}");
        }
        assert!(is_filled("Sem campos", "Sem campos"));
        assert!(!is_filled("Sem campos", "Sem campos."));
        assert!(is_filled("{{a}}{{b}}", "xy"));
        assert!(!is_filled("{{a}}{{b}}", "x"));
    }
}
