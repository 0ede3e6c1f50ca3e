//! The text as its reader will see it, while it is written.

use leptos::prelude::*;
use recado_formatting::{Writing as Way, has_markup, write_for};
use recado_protocol::ChannelKind;

use crate::inbox::formatted::formatted;
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{Signal, live, memo};

/// A longer text has no preview: it is read again at every letter.
const LONGEST_BYTES: usize = 20_000;

/// Shows a text that has markup in it: a note as the team will see it, anything else as its channel carries it.
pub fn preview(
    text: Signal<String>,
    channel: Signal<Option<ChannelKind>>,
    names: Signal<Vec<String>>,
) -> AnyView {
    let shown = memo(move || {
        let text = text.get();
        let is_shown =
            text.len() <= LONGEST_BYTES && names.with(|names| has_markup(text.trim(), names));
        is_shown.then(|| channel.with(|kind| seen(text.trim(), kind.as_ref())))
    });
    live(move || {
        let Seen { text, is_plain } = shown.get()?;
        let drawn = if is_plain {
            text.into_any()
        } else {
            names.with(|names| formatted(&text, names))
        };
        // It scrolls, and so it must be within reach of the keyboard.
        let view = view! {
            <section class="composer__preview" aria-label=Key::ComposerPreview tabindex="0">
                <p class="composer__preview-title" aria-hidden="true">
                    {Key::ComposerPreview}
                </p>
                <div class="formatted" dir="auto">
                    {drawn}
                </div>
            </section>
        };
        Some(view)
    })
}

/// What is left of a text on the other side.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Seen {
    text: String,
    /// Whether marks would be seen as they are typed.
    is_plain: bool,
}

fn seen(text: &str, channel: Option<&ChannelKind>) -> Seen {
    let kind = channel.map(word_of);
    let way = kind.as_deref().map_or(Way::Ours, Way::of);
    let text = match (way, kind) {
        (Way::Whatsapp | Way::Plain, Some(kind)) => write_for(&kind, text),
        // These see it as we do.
        _ => text.to_owned(),
    };
    Seen {
        text,
        is_plain: way == Way::Plain,
    }
}

/// The word of a channel's kind, as it is on the wire.
pub fn word_of(kind: &ChannelKind) -> String {
    let word = recado_json::to_string(kind).unwrap_or_default();
    recado_json::from_str(&word).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_as_its_channel_carries_it() {
        let text = "**a** [b](https://a.example)";
        for (kind, shown, is_plain) in [
            (None, text, false),
            (Some(ChannelKind::Email), text, false),
            (
                Some(ChannelKind::Whatsapp),
                "*a* b (https://a.example)",
                false,
            ),
            (Some(ChannelKind::Sms), "a b (https://a.example)", true),
        ] {
            let expected = Seen {
                text: shown.to_owned(),
                is_plain,
            };
            assert_eq!(seen(text, kind.as_ref()), expected, "{kind:?}");
        }
    }
}
