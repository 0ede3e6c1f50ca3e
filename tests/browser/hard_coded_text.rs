//! Nothing that a person reads stands in the program: in a language that is written in brackets, every text of ours is
//! in brackets. What is not, must have come from outside.

use std::collections::{BTreeMap, BTreeSet};

use recado_tests::agent::{AGENT, Agent, chat, composer, log};
use recado_tests::page::{any, beginning, button, region, thing};
use recado_tests::pseudo;
use recado_tests::{Device, Scene, play};
use thirtyfour::Key;

const HEARD: &str = include_str!("hard_coded_text/heard.js");
const SEEN: &str = include_str!("hard_coded_text/seen.js");

/// Called the same in every language: the product, and what languages call themselves.
const NAMES: [&str; 6] = [
    "Recado",
    "English",
    "Português (Brasil)",
    "Português",
    "Español",
    "العربية",
];
/// What `Intl` writes, and what stands on keys.
const WORDS: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec January February March April June July August \
    September October November December Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday \
    Sunday AM PM at Ctrl Shift Alt Cmd Enter Esc Tab Backspace Home End";

/// What has been looked at so far.
#[derive(Default)]
struct Findings {
    /// Texts, with the screen and the place of the first sight of each.
    seen: BTreeMap<String, String>,
    heard: BTreeSet<String>,
}

impl Findings {
    async fn look(&mut self, livia: &Agent, screen: &str) {
        livia.page.settle().await;
        let looked = livia.page.ask::<(Vec<(String, String)>, Vec<String>)>(SEEN);
        let (seen, heard) = looked.await.expect("the page can be read");
        assert!(!seen.is_empty(), "{screen} says nothing");
        for (text, place) in seen {
            self.seen
                .entry(text)
                .or_insert_with(|| format!("{screen}: {place}"));
        }
        // Lines are shown as one where there is room for one.
        let in_one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.heard.extend(heard.into_iter().map(in_one_line));
    }

    /// A line for each text that is neither ours nor data.
    fn hard_coded(&self) -> Vec<String> {
        let values: Vec<&str> = self.heard.iter().map(String::as_str).collect();
        let is_data = |text: &str| {
            // What has no room ends early.
            let text = text.trim_end_matches('…');
            self.heard.contains(text)
                || values
                    .iter()
                    .any(|value| value.len() > text.len() && is_within(value, text))
        };
        self.seen
            .iter()
            .filter(|(text, _)| {
                let rest = pseudo::without(text);
                // The places of what is filled in are named in the texts that people prepared.
                let rest = rest.split("{{").next().unwrap_or_default().trim();
                !is_data(rest)
                    && rest
                        .split([
                            ',', '·', ':', '+', '(', ')', '•', '|', '‹', '›', '<', '>', '/',
                        ])
                        .map(|part| part.trim_matches([' ', '@', '.', '\u{a0}']))
                        .any(|part| !is_known(part) && !is_data(part))
            })
            .map(|(text, place)| format!("{text:?} in {place}"))
            .collect()
    }
}

/// Whether a text is a part of a longer one and not of a word in it.
fn is_within(value: &str, part: &str) -> bool {
    part.len() > 2
        && value.match_indices(part).any(|(at, _)| {
            let before = value[..at].chars().next_back();
            let after = value[at + part.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
}

fn is_known(part: &str) -> bool {
    NAMES.contains(&part)
        || part
            .split(|letter: char| !letter.is_alphabetic())
            .filter(|word| word.chars().count() > 1)
            .all(|word| WORDS.split_whitespace().any(|known| known == word))
}

#[test]
fn what_is_neither_in_brackets_nor_data_is_found() {
    let seen = [
        "Close",
        "⟦Šéñð~~⟧",
        "Lívia · ⟦Þ⟧",
        "Oct 22",
        "(Ctrl+K)",
        "Ticket: Lívia",
    ];
    let seen = seen.map(|text| (text.to_owned(), "somewhere".to_owned()));
    let findings = Findings {
        seen: seen.into(),
        heard: ["Lívia".to_owned()].into(),
    };
    let places = findings.hard_coded();
    assert_eq!(
        places,
        ["\"Close\" in somewhere", "\"Ticket: Lívia\" in somewhere"]
    );
}

#[test]
fn every_text_of_ours_comes_from_the_files_of_texts() {
    play(Scene::demo(60).in_pseudo_language(), async |stage| {
        let device = Device {
            language: pseudo::TAG,
            ..Device::desk()
        };
        let livia = stage.agent_at("Lívia", &device).await;
        livia.page.prepares(HEARD).await;
        let mut findings = Findings::default();
        livia.page.open("/").await;
        livia.page.shows(&[button("Sign in")]).await;
        findings.look(&livia, "sign-in").await;
        livia.comes_in(AGENT).await;
        livia.is_up_to_date().await;
        findings.look(&livia, "inbox").await;
        around_the_list(&livia, &mut findings).await;
        around_a_chat(&livia, &mut findings).await;
        around_the_composer(&livia, &mut findings).await;
        beside_the_chat(&livia, &mut findings).await;
        elsewhere(&livia, &mut findings).await;
        let hard_coded = findings.hard_coded();
        assert!(
            findings.seen.keys().any(|text| text.contains("Šéñð")),
            "the page is not in brackets"
        );
        assert!(hard_coded.is_empty(), "{}", hard_coded.join("\n"));
    });
}

async fn around_the_list(livia: &Agent, findings: &mut Findings) {
    let page = &livia.page;
    page.open("/inbox/all").await;
    livia.is_up_to_date().await;
    findings.look(livia, "list").await;
    for name in ["Inbox options", "More filters"] {
        page.press(&[region("Conversations"), button(name)]).await;
        menu(livia, findings, name).await;
    }
    livia.opens_more_filters().await;
    page.press(&[any("menu"), thing("menuitem", "Further filters…")])
        .await;
    window(livia, findings, "further filters").await;
    livia.opens_filter("Mine").await;
    livia.chooses_for_row("Every Kind", "Assign…").await;
    window(livia, findings, "assigning").await;
    for entry in ["Snooze…", "Add a label…"] {
        livia.chooses_for_row("Every Kind", entry).await;
        window(livia, findings, entry).await;
    }
    livia.opens_row_menu("Every Kind").await;
    menu(livia, findings, "row").await;
    page.press(&[button("New conversation")]).await;
    page.choose(&[any("dialog"), beginning("radio", "contato@")])
        .await;
    window(livia, findings, "new conversation").await;
    livia.opens_my_menu().await;
    menu(livia, findings, "my menu").await;
    livia
        .chooses_in_my_menu("menuitem", "Notification settings")
        .await;
    window(livia, findings, "notification settings").await;
    page.press(&[
        thing("navigation", "Main"),
        beginning("button", "Notification centre"),
    ])
    .await;
    window(livia, findings, "notification centre").await;
}

async fn around_a_chat(livia: &Agent, findings: &mut Findings) {
    let page = &livia.page;
    for number in [2, 4, 7, 12, 16, 21] {
        page.open(&format!("/c/demo-every-kind/m/demo-every-kind-{number}"))
            .await;
        livia.talks_with("Every Kind").await;
        findings.look(livia, "every kind").await;
    }
    livia.opens_actions("That is every kind").await;
    menu(livia, findings, "message").await;
    for entry in ["Details", "Forward"] {
        livia.chooses_action("That is every kind", entry).await;
        window(livia, findings, entry).await;
    }
    page.press(&[chat(), button("Find in conversation")]).await;
    page.shows(&[button("Close find")]).await;
    findings.look(livia, "find").await;
    page.press(&[button("Close find")]).await;
    for keys in [Key::Control + "k", "?".into()] {
        page.keys(&log(), keys).await;
        window(livia, findings, "palette or sheet").await;
    }
}

async fn around_the_composer(livia: &Agent, findings: &mut Findings) {
    let page = &livia.page;
    for name in ["Emoji", "Macros", "Structured message"] {
        page.press(&composer(button(name))).await;
        page.shows(&[any("dialog")]).await;
        window(livia, findings, name).await;
    }
    for name in ["Canned replies", "Articles"] {
        page.press(&composer(button(name))).await;
        page.shows(&composer(any("listbox"))).await;
        findings.look(livia, name).await;
        livia.presses_escape().await;
        page.shows_no(&composer(any("listbox"))).await;
        page.rewrite(&composer(thing("textbox", "Message")), "")
            .await;
    }
    page.press(&composer(button("More ways to send"))).await;
    menu(livia, findings, "ways to send").await;
    livia.writes("later").await;
    livia.chooses_way("menuitem", "Send later…").await;
    window(livia, findings, "sending later").await;
    livia.turns_to("Internal note").await;
    findings.look(livia, "note").await;
}

async fn beside_the_chat(livia: &Agent, findings: &mut Findings) {
    let page = &livia.page;
    let panel = || thing("complementary", "Customer");
    for section in [
        "Attributes",
        "Insights",
        "Attachments",
        "Tickets",
        "Privacy",
    ] {
        page.press(&[panel(), button(section)]).await;
        findings.look(livia, section).await;
    }
    page.press(&[panel(), button("New ticket")]).await;
    findings.look(livia, "new ticket").await;
    page.press(&[panel(), button("Edit contact")]).await;
    page.shows(&[panel(), thing("textbox", "Company")]).await;
    findings.look(livia, "editing a contact").await;
}

async fn elsewhere(livia: &Agent, findings: &mut Findings) {
    livia.opens_outbox().await;
    window(livia, findings, "outbox").await;
    livia.page.open("/nowhere").await;
    livia
        .page
        .shows(&[thing("heading", "There is no such page")])
        .await;
    findings.look(livia, "nowhere").await;
    livia.chooses_in_my_menu("menuitem", "Sign out").await;
    livia.page.shows(&[button("Sign in")]).await;
    findings.look(livia, "signed out").await;
}

async fn menu(livia: &Agent, findings: &mut Findings, name: &str) {
    livia.page.shows(&[any("menu")]).await;
    findings.look(livia, name).await;
    livia.presses_escape().await;
    livia.page.shows_no(&[any("menu")]).await;
}

async fn window(livia: &Agent, findings: &mut Findings, name: &str) {
    livia.page.shows(&[any("dialog")]).await;
    findings.look(livia, name).await;
    livia.presses_escape().await;
    livia.page.shows_no(&[any("dialog")]).await;
}
