//! Which templates a channel takes, and how one reads once it is filled in.

use recado_protocol::ChannelKind;
use recado_protocol::prepared::Template;
use recado_protocol::prepared::variables::{Filled, fill, placeholders};

/// Those that are approved for a kind of channel.
pub fn fitting(all: &[Template], kind: Option<&ChannelKind>) -> Vec<Template> {
    let fits = |template: &&Template| kind.is_some_and(|kind| template.channels.contains(kind));
    all.iter().filter(fits).cloned().collect()
}

/// A template's text with its fields filled in; what is blank is missing.
pub fn filled(template: &Template, values: &[String]) -> Filled {
    fill(&template.text, placeholders(&template.text), |name| {
        let place = template
            .fields
            .iter()
            .position(|field| field.name == name)?;
        let value = values.get(place)?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Template {
        recado_json::from_str(
            r#"{"id":"t","name":"n","language":"en","channels":["sms","pigeon_post"],
                "text":"Hi {{name}}, order {{order}}.",
                "fields":[{"name":"name","label":"Name"},{"name":"order","label":"Order"}]}"#,
        )
        .unwrap()
    }

    #[test]
    fn only_what_is_approved_for_the_channel_is_offered() {
        let all = [template()];
        assert_eq!(fitting(&all, Some(&ChannelKind::Sms)).len(), 1);
        assert!(fitting(&all, Some(&ChannelKind::Email)).is_empty());
        assert!(fitting(&all, None).is_empty());
        let pigeon = ChannelKind::Other("pigeon_post".to_owned());
        assert_eq!(fitting(&all, Some(&pigeon)).len(), 1);
    }

    #[test]
    fn a_blank_field_is_missing_and_a_value_is_not_looked_at_again() {
        let values = |name: &str, order: &str| [name.to_owned(), order.to_owned()];
        let whole = filled(&template(), &values(" {{order}} ", "7"));
        assert_eq!(whole.text, "Hi {{order}}, order 7.");
        assert!(whole.missing.is_empty());
        assert_eq!(filled(&template(), &values("Ana", "  ")).missing, ["order"]);
    }
}
