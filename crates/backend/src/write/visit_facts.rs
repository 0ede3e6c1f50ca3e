//! What a visitor's page says of the visit, without what is nobody's business.

use recado_protocol::ConversationId;
use recado_protocol::event::event_type;
use recado_protocol::visitor::{CampaignFact, VisitContext, VisitFacts};
use reqwest::Url;

use super::{load, publish_record, store_record};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{visit_facts, visits};

/// The `utm_` fields that say where somebody comes from.
const CAMPAIGN: [&str; 5] = ["source", "medium", "campaign", "term", "content"];
/// Longest language tag, in bytes.
const LANGUAGE_BYTES: usize = 35;
/// So much of what a browser says of itself is read, in bytes.
const AGENT_BYTES: usize = 512;

/// Keeps where a conversation of this visitor began; what is known already stays.
///
/// # Errors
/// `NotFound` when the conversation is not this visitor's.
pub fn write(
    change: &mut Change<'_>,
    visitor: &str,
    conversation: &ConversationId,
    context: &VisitContext,
    user_agent: &str,
) -> Outcome<()> {
    visits::of_visitor(change.sql, visitor)?
        .filter(|visit| visit.conversation == *conversation)
        .ok_or_else(|| Refusal::not_found("conversation"))?;
    let mut facts = read(context, user_agent);
    facts.at = Some(change.now);
    if visit_facts::keep(change.sql, conversation, &facts)? {
        // The record does not say it: whoever shows it asks again.
        let mut record = load(change, conversation)?;
        store_record(change, &mut record)?;
        publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    }
    Ok(())
}

fn read(context: &VisitContext, user_agent: &str) -> VisitFacts {
    let mut end = user_agent.len().min(AGENT_BYTES);
    while !user_agent.is_char_boundary(end) {
        end -= 1;
    }
    let user_agent = &user_agent[..end];
    VisitFacts {
        page: address(&context.page),
        referrer: address(&context.referrer),
        browser: browser(user_agent),
        system: system(user_agent).map(str::to_owned),
        language: language(&context.language),
        campaign: campaign(&context.page),
        at: None,
    }
}

fn web_address(text: &str) -> Option<Url> {
    if text.len() > 8 * VisitContext::ADDRESS_BYTES {
        return None;
    }
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// An address without query, fragment and whatever stands before its host.
fn address(text: &str) -> Option<String> {
    let mut url = web_address(text)?;
    url.set_query(None);
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    if url.as_str().len() > VisitContext::ADDRESS_BYTES {
        url.set_path("/");
    }
    (url.as_str().len() <= VisitContext::ADDRESS_BYTES).then(|| url.to_string())
}

fn campaign(page: &str) -> Vec<CampaignFact> {
    let Some(url) = web_address(page) else {
        return Vec::new();
    };
    let value_of = |name: &str| {
        let (_, value) = url
            .query_pairs()
            .find(|(key, _)| key.strip_prefix("utm_") == Some(name))?;
        let plain: String = value.chars().filter(|it| !it.is_control()).collect();
        let short: String = plain
            .trim()
            .chars()
            .take(VisitContext::CAMPAIGN_CHARS)
            .collect();
        (!short.is_empty()).then_some(short)
    };
    CAMPAIGN
        .into_iter()
        .filter_map(|name| {
            Some(CampaignFact {
                value: value_of(name)?,
                name: name.to_owned(),
            })
        })
        .collect()
}

fn language(tag: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_tag = !tag.is_empty() && tag.len() <= LANGUAGE_BYTES && tag.bytes().all(is_plain);
    is_tag.then(|| tag.to_owned())
}

/// The name and main version of a browser, the special ones first: most say that they are Chrome and Safari too.
fn browser(user_agent: &str) -> Option<String> {
    const KNOWN: [(&str, &str); 9] = [
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
    ];
    let (mark, name) = KNOWN
        .into_iter()
        .find(|(mark, _)| user_agent.contains(mark))?;
    let (_, rest) = user_agent.split_once(mark)?;
    let version: String = rest
        .chars()
        .take_while(char::is_ascii_digit)
        .take(4)
        .collect();
    Some(format!("{name} {version}").trim_end().to_owned())
}

fn system(user_agent: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let known = KNOWN
        .into_iter()
        .find(|(mark, _)| user_agent.contains(mark));
    known.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_which_page_and_nothing_of_the_person() {
        for (text, kept) in [
            (
                "https://shop.example/p/1?token=s3cret&utm_source=x#top",
                Some("https://shop.example/p/1"),
            ),
            (
                "https://ana:pw@shop.example/",
                Some("https://shop.example/"),
            ),
            ("javascript:alert(1)", None),
            ("file:///home/ana/x.html", None),
            ("not an address", None),
        ] {
            assert_eq!(address(text).as_deref(), kept, "{text}");
        }
        let long = format!("https://shop.example/{}", "x".repeat(2_000));
        assert_eq!(address(&long).as_deref(), Some("https://shop.example/"));
        assert_eq!(address(&format!("{long}{}", "y".repeat(9_000))), None);
    }

    #[test]
    fn of_the_query_only_the_campaign_is_kept_and_not_all_of_it() {
        let page = format!(
            "https://shop.example/?utm_source=news%0Aletter&id=7&utm_medium=&utm_campaign={}&utm_secret=x",
            "ç".repeat(300)
        );
        let facts = campaign(&page);
        let names: Vec<&str> = facts.iter().map(|fact| fact.name.as_str()).collect();
        assert_eq!(names, ["source", "campaign"]);
        assert_eq!(facts[0].value, "newsletter");
        assert_eq!(facts[1].value.chars().count(), VisitContext::CAMPAIGN_CHARS);
    }

    #[test]
    fn a_browser_is_called_as_people_call_it() {
        for (agent, name, runs_on) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox 145",
                "Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0",
                "Edge 142",
                "Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605 Version/18.1 Mobile Safari/604.1",
                "Safari 18",
                "iOS",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome 142",
                "Android",
            ),
        ] {
            assert_eq!(browser(agent).as_deref(), Some(name));
            assert_eq!(system(agent), Some(runs_on));
        }
        assert_eq!((browser("curl/8"), system("curl/8")), (None, None));
    }

    #[test]
    fn what_is_too_long_or_no_tag_is_left_out() {
        assert_eq!(language("pt-BR").as_deref(), Some("pt-BR"));
        assert_eq!((language("<b>"), language("")), (None, None));
        let facts = read(&VisitContext::default(), &"é".repeat(4_000));
        assert_eq!(facts, VisitFacts::default());
    }
}
