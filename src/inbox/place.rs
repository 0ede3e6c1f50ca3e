//! Where the person is, as the URL says it: a link opens the same thing for a colleague.

use recado_protocol::filter::{decode, encode, pairs};
use recado_protocol::{BaseView, ConversationId, Filter, MessageId, QueueId};

/// What the inbox shows: a filtered list, and perhaps a conversation, and in it perhaps a message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct InboxPlace {
    pub filter: Filter,
    /// The queue under whose name the filter is kept.
    pub queue: Option<QueueId>,
    pub conversation: Option<ConversationId>,
    pub message: Option<MessageId>,
}

impl InboxPlace {
    /// Reads a path (below the app's base, beginning with `/`) and a query (with or without `?`).
    /// `None` when it is no place of the inbox.
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        let mut place = Self::default();
        for (name, value) in pairs(query) {
            if name == "queue" {
                place.queue = Some(value.into());
            } else {
                // What there is not can't be asked for.
                place.filter.take(name, &value);
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
            ["inbox", "queue", queue] => place.queue = Some((*queue).into()),
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
        let view = self.filter.view;
        if self.queue.is_some() || self.conversation.is_some() && view != BaseView::default() {
            query.push(format!("view={}", view.word()));
        }
        let mut url = match (&self.conversation, &self.queue) {
            (None, None) => format!("/inbox/{}", view.word()),
            (None, Some(queue)) => format!("/inbox/queue/{}", encode(queue.as_str())),
            (Some(conversation), queue) => {
                if let Some(queue) = queue {
                    query.push(format!("queue={}", encode(queue.as_str())));
                }
                let mut path = format!("/c/{}", encode(conversation.as_str()));
                if let Some(message) = &self.message {
                    path.push_str("/m/");
                    path.push_str(&encode(message.as_str()));
                }
                path
            }
        };
        query.extend(self.filter.query());
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query.join("&"));
        }
        url
    }

    /// The same list from another side; the open conversation stays open. Whoever leaves a queue leaves
    /// its conditions.
    pub fn with_view(&self, view: BaseView) -> Self {
        self.with_filter(match self.queue {
            Some(_) => Filter::of(view),
            None => self.filter.in_view(view),
        })
    }

    /// Another list; the open conversation stays open.
    pub fn with_filter(&self, filter: Filter) -> Self {
        Self {
            filter,
            queue: None,
            ..self.clone()
        }
    }

    /// The same list with another conversation open, or none.
    pub fn with_conversation(&self, conversation: Option<ConversationId>) -> Self {
        Self {
            conversation,
            message: None,
            ..self.clone()
        }
    }

    /// The address names a queue and says nothing of what is in it.
    pub fn is_bare_queue(&self) -> bool {
        self.queue.is_some() && self.filter == Filter::default()
    }
}

#[cfg(test)]
mod tests {
    use recado_protocol::{Condition, Sort};

    use super::*;

    #[test]
    fn every_place_survives_its_url() {
        let start = InboxPlace::default();
        let narrowed = |view: BaseView| {
            let filter = Filter::of(view).with(Condition::Channel, "a b");
            filter
                .with(Condition::Channel, "ç/1")
                .with(Condition::Status, "open")
        };
        let mut sorted = narrowed(BaseView::Mine);
        sorted.sort = Sort::Waiting;
        for place in [
            start.clone(),
            start
                .with_view(BaseView::Unassigned)
                .with_filter(narrowed(BaseView::All)),
            InboxPlace {
                queue: Some("q 1".into()),
                ..start.with_filter(sorted.clone())
            },
            InboxPlace {
                queue: Some("q/2".into()),
                conversation: Some("c".into()),
                ..start.with_filter(sorted)
            },
            start.with_conversation(Some("c-1".into())),
            start
                .with_view(BaseView::All)
                .with_conversation(Some("x?y&z".into())),
            InboxPlace {
                filter: narrowed(BaseView::Pending),
                queue: None,
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
        let bare = InboxPlace::parse("/inbox/queue/q1", "").unwrap();
        assert!(bare.is_bare_queue());
        assert_eq!(bare.with_view(BaseView::All).url(), "/inbox/all");
        assert_eq!(InboxPlace::parse("/reports/x", ""), None);
    }
}
