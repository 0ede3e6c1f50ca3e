//! A filter as the query of a URL says it.

use super::{BaseView, Condition, Filter, Sort};

impl Filter {
    /// Takes a pair of a query in. `false` when it is one of a filter's and its value is none that there
    /// is; other pairs change nothing.
    pub fn take(&mut self, name: &str, value: &str) -> bool {
        if name == "view" {
            return BaseView::from_word(value)
                .map(|view| self.view = view)
                .is_some();
        }
        if name == "sort" {
            return Sort::from_word(value)
                .map(|sort| self.sort = sort)
                .is_some();
        }
        let Some(condition) = Condition::from_word(name) else {
            return true;
        };
        let is_value = condition.allows(value);
        if is_value {
            *self = std::mem::take(self).with(condition, value);
        }
        is_value
    }

    /// Its conditions and its order as pairs of a query; the view stands elsewhere.
    pub fn query(&self) -> Vec<String> {
        let mut query: Vec<_> = self
            .terms()
            .iter()
            .map(|term| format!("{}={}", term.condition.word(), encode(&term.value)))
            .collect();
        if self.sort != Sort::default() {
            query.push(format!("sort={}", self.sort.word()));
        }
        query
    }

    /// All of it as a query.
    pub fn whole_query(&self) -> String {
        let mut query = format!("view={}", self.view.word());
        for pair in self.query() {
            query.push('&');
            query.push_str(&pair);
        }
        query
    }

    /// Reads a query; what it does not know, it leaves out.
    pub fn from_query(query: &str) -> Self {
        let mut filter = Self::default();
        for (name, value) in pairs(query) {
            filter.take(name, &value);
        }
        filter
    }
}

impl From<Filter> for String {
    fn from(filter: Filter) -> Self {
        filter.whole_query()
    }
}

impl TryFrom<String> for Filter {
    type Error = String;

    /// Reads what was written; whoever asks for what is not known here must not get more than they
    /// asked for.
    fn try_from(query: String) -> Result<Self, String> {
        let mut filter = Self::default();
        for (name, value) in pairs(&query) {
            let is_known = matches!(name, "view" | "sort") || Condition::from_word(name).is_some();
            if !is_known || !filter.take(name, &value) {
                return Err(format!("there is no filter `{name}={value}`"));
            }
        }
        Ok(filter)
    }
}

/// The pairs of a query, with or without `?`.
pub fn pairs(query: &str) -> impl Iterator<Item = (&str, String)> {
    query
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name, decode(value)))
}

/// Percent-decodes a segment or value; what is not valid stays as it is.
pub fn decode(text: &str) -> String {
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
pub fn encode(text: &str) -> String {
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
    fn every_filter_survives_its_query() {
        for condition in Condition::EVERY {
            let values = match condition.values() {
                [] => ["a b", "ç/1&c=d"].as_slice(),
                values => values,
            };
            let mut filter = Filter::of(BaseView::Unread);
            filter.sort = Sort::Priority;
            for value in values {
                filter = filter.with(condition, value);
            }
            let query = filter.whole_query();
            assert_eq!(Filter::from_query(&query), filter, "{query}");
        }
    }

    #[test]
    fn on_the_wire_a_filter_is_its_query_and_nothing_of_it_is_left_out() {
        let filter = Filter::of(BaseView::All).with(Condition::Label, "a b");
        let wire = serde_json::to_string(&filter).unwrap();
        assert_eq!(wire, r#""view=all&label=a%20b""#);
        assert_eq!(serde_json::from_str::<Filter>(&wire).unwrap(), filter);
        assert!(serde_json::from_str::<Filter>(r#""view=all&weather=rain""#).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_and_what_is_foreign_is_not() {
        let mut filter = Filter::default();
        for (name, value) in [
            ("view", "none"),
            ("sort", "size"),
            ("status", "lost"),
            ("archived", "maybe"),
            ("company", ""),
        ] {
            assert!(!filter.take(name, value), "{name}={value}");
        }
        assert!(filter.take("utm_source", "x"));
        assert_eq!(filter, Filter::default());
    }
}
