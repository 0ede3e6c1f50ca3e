//! Reads queries by hand, because a key may come more than once.

use axum::extract::{FromRequestParts, RawQuery};
use axum::http::request::Parts as RequestParts;
use recado_protocol::folding::query_words;
use recado_protocol::http::{MessageWindow, PAGE_LIMIT};
use recado_protocol::search::QUERY_CHARS;
use recado_protocol::{BaseView, ConversationId, Filter, Timestamp};

use crate::app::App;
use crate::refusal::{Outcome, Refusal};
use crate::storage::conversations::PageCursor;
use crate::storage::search::SearchCursor;

/// Items of a page when no limit is asked for.
const DEFAULT_LIMIT: u32 = 50;

/// `?view=&sort=&cursor=&limit=` and the conditions of a filter
pub struct ConversationQuery {
    pub filter: Filter,
    pub cursor: Option<PageCursor>,
    pub limit: u32,
}

/// `?before=|after=|around=|from=&limit=`
pub struct MessageQuery {
    pub window: MessageWindow,
    /// Those from this time on, in place of the window.
    pub from: Option<Timestamp>,
    pub limit: u32,
}

/// `?q=&conversation=&cursor=&limit=`
pub struct SearchQuery {
    pub text: String,
    /// The one conversation whose messages are looked through.
    pub conversation: Option<ConversationId>,
    pub cursor: Option<SearchCursor>,
    pub limit: u32,
}

impl FromRequestParts<App> for SearchQuery {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Outcome<Self> {
        Self::parse(&raw(parts, app).await)
    }
}

impl FromRequestParts<App> for ConversationQuery {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Outcome<Self> {
        Self::parse(&raw(parts, app).await)
    }
}

impl FromRequestParts<App> for MessageQuery {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Outcome<Self> {
        Self::parse(&raw(parts, app).await)
    }
}

impl ConversationQuery {
    fn parse(query: &str) -> Outcome<Self> {
        let mut parsed = Self {
            filter: Filter::of(BaseView::All),
            cursor: None,
            limit: DEFAULT_LIMIT,
        };
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "cursor" => {
                    let cursor = PageCursor::parse(&value).ok_or_else(|| {
                        Refusal::field("cursor", "The cursor is none that a page gave.")
                    })?;
                    parsed.cursor = Some(cursor);
                }
                "limit" => parsed.limit = limit(&value)?,
                name => {
                    if !parsed.filter.take(name, &value) {
                        return Err(Refusal::field(
                            name,
                            format!("There is no such {name}: `{value}`."),
                        ));
                    }
                }
            }
        }
        Ok(parsed)
    }
}

impl MessageQuery {
    fn parse(query: &str) -> Outcome<Self> {
        let mut parsed = Self {
            window: MessageWindow::Latest,
            from: None,
            limit: DEFAULT_LIMIT,
        };
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "before" => parsed.window = MessageWindow::Before(position("before", &value)?),
                "after" => parsed.window = MessageWindow::After(position("after", &value)?),
                "from" => {
                    let from = Timestamp::parse(&value).ok_or_else(|| {
                        Refusal::field("from", "A time is written as in RFC 3339.")
                    })?;
                    parsed.from = Some(from);
                }
                "around" => parsed.window = MessageWindow::Around(position("around", &value)?),
                "limit" => parsed.limit = limit(&value)?,
                _ => {}
            }
        }
        Ok(parsed)
    }
}

impl SearchQuery {
    fn parse(query: &str) -> Outcome<Self> {
        let mut parsed = Self {
            text: String::new(),
            conversation: None,
            cursor: None,
            limit: DEFAULT_LIMIT,
        };
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "q" => parsed.text = value.into_owned(),
                "conversation" => parsed.conversation = Some(value.as_ref().into()),
                "cursor" => {
                    let cursor = SearchCursor::parse(&value).ok_or_else(|| {
                        Refusal::field("cursor", "The cursor is none that a page gave.")
                    })?;
                    parsed.cursor = Some(cursor);
                }
                "limit" => parsed.limit = limit(&value)?,
                _ => {}
            }
        }
        if query_words(&parsed.text).is_empty() {
            return Err(Refusal::field(
                "q",
                "Say what to look for: at least one letter or digit.",
            ));
        }
        if parsed.text.chars().nth(QUERY_CHARS).is_some() {
            return Err(Refusal::field(
                "q",
                format!("The query is too long: at most {QUERY_CHARS} characters."),
            ));
        }
        Ok(parsed)
    }
}

async fn raw(parts: &mut RequestParts, app: &App) -> String {
    match RawQuery::from_request_parts(parts, app).await {
        Ok(RawQuery(query)) => query.unwrap_or_default(),
        Err(never) => match never {},
    }
}

/// More than a page holds is no error: the page is just as full as it can be.
fn limit(value: &str) -> Outcome<u32> {
    match value.parse::<u32>() {
        Ok(limit) if limit > 0 => Ok(limit.min(PAGE_LIMIT)),
        _ => Err(Refusal::field(
            "limit",
            format!("The limit must be a number from 1 to {PAGE_LIMIT}."),
        )),
    }
}

fn position(field: &str, value: &str) -> Outcome<u64> {
    value
        .parse()
        .map_err(|_| Refusal::field(field, "A position is a whole number."))
}

#[cfg(test)]
mod tests {
    use recado_protocol::Condition;

    use super::*;

    #[test]
    fn channels_add_up_and_the_limit_is_capped() {
        let query =
            ConversationQuery::parse("view=unread&channel=a&channel=b%20c&limit=9999").unwrap();
        assert_eq!(query.filter.view, BaseView::Unread);
        let channels: Vec<_> = query.filter.values(Condition::Channel).collect();
        assert_eq!(channels, ["a", "b c"]);
        assert_eq!(query.limit, PAGE_LIMIT);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (query, field) in [
            ("view=none", "view"),
            ("status=lost", "status"),
            ("sort=size", "sort"),
            ("limit=0", "limit"),
            ("cursor=x", "cursor"),
        ] {
            let Err(refusal) = ConversationQuery::parse(query) else {
                panic!("{query} passed")
            };
            assert_eq!(refusal.problem().field.as_deref(), Some(field));
        }
        let Err(refusal) = MessageQuery::parse("around=-1") else {
            panic!("passed")
        };
        assert_eq!(refusal.problem().field.as_deref(), Some("around"));
        let Err(refusal) = MessageQuery::parse("from=yesterday") else {
            panic!("passed")
        };
        assert_eq!(refusal.problem().field.as_deref(), Some("from"));
    }
}
