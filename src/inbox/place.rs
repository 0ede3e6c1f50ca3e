//! Where the person is, as the URL says it: a link opens the same thing for a colleague.

use std::collections::BTreeSet;

use recado_protocol::{BaseView, ChannelId, ConversationId, Filter, MessageId};

/// What the inbox shows: a filtered list, and perhaps a conversation, and in it perhaps a message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct InboxPlace {
    pub filter: Filter,
    pub conversation: Option<ConversationId>,
    pub message: Option<MessageId>,
}

impl InboxPlace {
    /// Reads a path (below the app's base, beginning with `/`) and a query (with or without `?`).
    /// `None` when it is no place of the inbox.
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        let mut place = Self::default();
        for (name, value) in pairs(query) {
            match name {
                "view" => place.filter.view = BaseView::from_word(&value).unwrap_or_default(),
                "channel" => {
                    place.filter.channels.insert(value.into());
                }
                _ => {}
            }
        }
        let segments: Vec<_> = path
            .split('/')
            .filter(|s| !s.is_empty())
            .map(decode)
            .collect();
        let segments: Vec<_> = segments.iter().map(String::as_str).collect();
        match segments.as_slice() {
            [] | ["inbox"] => {}
            ["inbox", view] => place.filter.view = BaseView::from_word(view)?,
            ["c", conversation] => place.conversation = Some((*conversation).into()),
            ["c", conversation, "m", message] => {
                place.conversation = Some((*conversation).into());
                place.message = Some((*message).into());
            }
            _ => return None,
        }
        Some(place)
    }

    /// The path and query that [`InboxPlace::parse`] reads back.
    pub fn url(&self) -> String {
        let mut query = Vec::new();
        let mut url = match (&self.conversation, &self.message) {
            (None, _) => format!("/inbox/{}", self.filter.view.word()),
            (Some(conversation), message) => {
                if self.filter.view != BaseView::default() {
                    query.push(format!("view={}", self.filter.view.word()));
                }
                let mut path = format!("/c/{}", encode(conversation.as_str()));
                if let Some(message) = message {
                    path.push_str("/m/");
                    path.push_str(&encode(message.as_str()));
                }
                path
            }
        };
        query.extend(
            self.filter
                .channels
                .iter()
                .map(|id| format!("channel={}", encode(id.as_str()))),
        );
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query.join("&"));
        }
        url
    }

    /// The same list from another side; the open conversation stays open.
    pub fn with_view(&self, view: BaseView) -> Self {
        let mut place = self.clone();
        place.filter.view = view;
        place
    }

    /// The same view, over these channel instances only; none means all of them.
    pub fn with_channels(&self, channels: BTreeSet<ChannelId>) -> Self {
        let mut place = self.clone();
        place.filter.channels = channels;
        place
    }

    /// The same list with another conversation open, or none.
    pub fn with_conversation(&self, conversation: Option<ConversationId>) -> Self {
        Self {
            filter: self.filter.clone(),
            conversation,
            message: None,
        }
    }
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, String)> {
    query
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name, decode(value)))
}

/// Percent-decodes a segment or value; what is not valid stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend([byte >> 4, byte & 15].map(|half| {
                char::from_digit(half.into(), 16).map_or('0', |digit| digit.to_ascii_uppercase())
            }));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_survives_its_url() {
        let start = InboxPlace::default();
        let channels = BTreeSet::from(["a b".into(), "ç/1".into()]);
        for place in [
            start.clone(),
            start
                .with_view(BaseView::Unassigned)
                .with_channels(channels.clone()),
            start.with_conversation(Some("c-1".into())),
            start
                .with_view(BaseView::All)
                .with_conversation(Some("x?y&z".into())),
            InboxPlace {
                filter: Filter {
                    view: BaseView::Pending,
                    channels,
                },
                conversation: Some("c".into()),
                message: Some("m%".into()),
            },
        ] {
            let url = place.url();
            let (path, query) = url.split_once('?').unwrap_or((&url, ""));
            assert_eq!(InboxPlace::parse(path, query), Some(place), "{url}");
        }
    }

    #[test]
    fn the_bare_address_is_my_own_list_and_a_strange_one_is_no_place() {
        assert_eq!(InboxPlace::parse("/", ""), Some(InboxPlace::default()));
        assert_eq!(InboxPlace::parse("/inbox", ""), Some(InboxPlace::default()));
        assert_eq!(InboxPlace::parse("/inbox/nowhere", ""), None);
        assert_eq!(InboxPlace::parse("/reports/x", ""), None);
    }
}
