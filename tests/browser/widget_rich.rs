//! Messages that are more than a text, on a customer's site: shown, and answered by mouse and keyboard.

use recado_protocol::message::rich::{Card, Choice, FormQuestion, ListSection};
use recado_protocol::{BaseView, ConversationId, OutgoingContent, Rich, RichContent};
use recado_tests::agent::{AGENT, Agent};
use recado_tests::api::AgentApi;
use recado_tests::page::{Thing, any, button, textbox, thing};
use recado_tests::visitor::Visitor;
use recado_tests::waiting::until_equal;
use recado_tests::{Device, Scene, Stage, play};
use thirtyfour::Key;

/// A visitor who has said hello, and the team's way to answer.
struct Talk {
    ana: Visitor,
    api: AgentApi,
    id: ConversationId,
}

impl Talk {
    async fn begin(stage: &Stage) -> Self {
        Self::begin_at(stage, &Device::desk()).await
    }

    async fn begin_at(stage: &Stage, device: &Device) -> Self {
        let ana = stage.visitor_at("Ana", device).await;
        ana.comes_to_the_site().await;
        ana.opens_chat().await;
        ana.sends("hello").await;
        ana.page.says(&log(), "Sent").await;
        let api = stage.api(AGENT).await;
        let record = api.conversations(BaseView::All).await.remove(0);
        let id = record.conversation.id;
        Self { ana, api, id }
    }

    async fn ask(&self, content: &RichContent) {
        let content = OutgoingContent::Rich(Rich::of(content));
        self.api.send(&self.id, content).await;
    }

    /// An agent who has the conversation open.
    async fn agent(&self, stage: &Stage) -> Agent {
        let livia = stage.agent("Lívia").await;
        livia.comes_in(AGENT).await;
        livia.page.open(&format!("/c/{}", self.id)).await;
        livia.reads("hello").await;
        livia
    }

    /// The titles of what is marked as chosen in the window.
    async fn has_chosen(&self, titles: &[&str]) {
        let chosen = "return [...document.querySelectorAll('.choice--chosen .choice__title')]
            .map(it => it.textContent)";
        let titles: Vec<String> = titles.iter().map(|&it| it.to_owned()).collect();
        until_equal("what is marked as chosen", titles, async || {
            self.ana.page.ask::<Vec<String>>(chosen).await
        })
        .await;
    }

    /// What the backend has of the visitor, in order.
    async fn has_said(&self, texts: &[&str]) {
        let texts: Vec<String> = texts.iter().map(|&it| it.to_owned()).collect();
        until_equal("what the visitor has said", texts, async || {
            let messages = self.api.messages(&self.id).await;
            let of_visitor = messages
                .iter()
                .filter(|it| matches!(it.author, recado_protocol::Author::Contact { .. }));
            Ok(of_visitor
                .filter_map(|it| it.content.text().map(str::to_owned))
                .collect())
        })
        .await;
    }
}

fn log() -> [Thing; 1] {
    [thing("log", "Messages")]
}

fn in_log(inside: Thing) -> [Thing; 2] {
    [thing("log", "Messages"), inside]
}

fn choice(id: &str, title: &str) -> Choice {
    Choice {
        id: id.to_owned(),
        title: title.to_owned(),
        description: None,
        url: None,
    }
}

fn woods() -> Vec<Choice> {
    let page = Choice {
        url: Some("https://woods.example/all".to_owned()),
        ..choice("all", "All woods")
    };
    vec![choice("oak", "Oak"), choice("pine", "Pine"), page]
}

#[test]
fn buttons_are_pressed_once_and_the_answer_stands_on_them_on_both_sides() {
    play(Scene::nobody_wrote(), async |stage| {
        let talk = Talk::begin(stage).await;
        let livia = talk.agent(stage).await;
        talk.ask(&RichContent::Buttons {
            text: "Which *wood* is it?".to_owned(),
            choices: woods(),
        })
        .await;
        talk.ana.reads("Which wood is it?").await;
        talk.ana
            .page
            .shows(&in_log(thing(
                "link",
                "All woods https://woods.example/all",
            )))
            .await;
        talk.ana.page.press(&in_log(button("Oak"))).await;
        talk.has_chosen(&["Oak"]).await;
        talk.ana.page.shows_no(&in_log(button("Pine"))).await;
        talk.has_said(&["hello", "Oak"]).await;
        livia.log_says("chosen by the customer").await;
        // The answer is there for a visitor who comes back, too.
        talk.ana.comes_to_the_site().await;
        talk.ana.opens_chat().await;
        talk.has_chosen(&["Oak"]).await;
        talk.ana.page.shows_no(&in_log(button("Oak"))).await;
        talk.has_said(&["hello", "Oak"]).await;
    });
}

#[test]
fn quick_replies_go_when_one_is_chosen_and_a_list_opens_by_keyboard() {
    play(Scene::nobody_wrote(), async |stage| {
        let talk = Talk::begin(stage).await;
        talk.ask(&RichContent::QuickReplies {
            text: "Shall we bring it?".to_owned(),
            choices: vec![choice("y", "Yes, please"), choice("n", "No, thanks")],
        })
        .await;
        talk.ana
            .page
            .keys(&in_log(button("Yes, please")), Key::Enter)
            .await;
        talk.has_chosen(&["Yes, please"]).await;
        talk.ana
            .page
            .stops_saying(&in_log(any("article")), "No, thanks")
            .await;
        let section = ListSection {
            title: Some("Mornings".to_owned()),
            choices: vec![choice("mon", "Monday"), choice("tue", "Tuesday")],
        };
        talk.ask(&RichContent::List {
            text: "When?".to_owned(),
            button: "Choose a day".to_owned(),
            sections: vec![section],
        })
        .await;
        talk.ana.reads("Choose a day").await;
        talk.ana.page.shows_no(&in_log(button("Tuesday"))).await;
        let focus = "document.querySelector('summary').focus(); return true";
        talk.ana.page.ask::<bool>(focus).await.expect("it is there");
        talk.ana.page.type_keys(Key::Enter).await;
        talk.ana
            .page
            .keys(&in_log(button("Tuesday")), Key::Space)
            .await;
        talk.has_chosen(&["Yes, please", "Tuesday"]).await;
        talk.has_said(&["hello", "Yes, please", "Tuesday"]).await;
    });
}

#[test]
fn a_form_wants_what_it_must_have_and_shows_what_was_filled_in() {
    play(Scene::nobody_wrote(), async |stage| {
        let talk = Talk::begin(stage).await;
        let livia = talk.agent(stage).await;
        let question = |id: &str, label: &str, input: &str| FormQuestion {
            id: id.to_owned(),
            label: label.to_owned(),
            input: input.to_owned(),
            required: true,
            choices: Vec::new(),
        };
        let wood = FormQuestion {
            choices: vec![choice("oak", "Oak"), choice("pine", "Pine")],
            ..question("wood", "Wood", "choice")
        };
        talk.ask(&RichContent::Form {
            text: "Where shall we bring it?".to_owned(),
            questions: vec![
                question("street", "Street", "text"),
                question("mail", "E-mail", "email"),
                wood,
            ],
        })
        .await;
        let field = |name: &str| in_log(textbox(name));
        talk.ana.page.write(&field("Street"), "Rua Aurora 1").await;
        talk.ana.page.write(&field("E-mail"), "no address").await;
        talk.ana.page.press(&in_log(button("Send answers"))).await;
        talk.ana
            .page
            .rewrite(&field("E-mail"), "ana@a.example")
            .await;
        let pick = "const field = document.querySelector('select');
            field.focus(); return true";
        talk.ana.page.ask::<bool>(pick).await.expect("it is there");
        talk.ana.page.type_keys("P").await;
        talk.ana.page.press(&in_log(button("Send answers"))).await;
        talk.ana
            .page
            .shows_no(&in_log(button("Send answers")))
            .await;
        let words = "Street: Rua Aurora 1\nE-mail: ana@a.example\nWood: Pine";
        talk.has_said(&["hello", words]).await;
        livia.log_says("Rua Aurora 1").await;
    });
}

#[test]
fn an_answer_without_a_network_outlives_a_reload_and_is_given_once() {
    play(Scene::nobody_wrote(), async |stage| {
        let talk = Talk::begin(stage).await;
        talk.ask(&RichContent::Buttons {
            text: "Which wood?".to_owned(),
            choices: woods(),
        })
        .await;
        talk.ana.page.shows(&in_log(button("Pine"))).await;
        talk.ana.network.cut_api();
        talk.ana.page.says(&[any("status")], "No connection").await;
        talk.ana.page.press(&in_log(button("Pine"))).await;
        talk.has_chosen(&["Pine"]).await;
        talk.ana.comes_to_the_site().await;
        talk.ana.opens_chat().await;
        talk.ana.reads("Pine").await;
        talk.ana.network.mend();
        talk.has_said(&["hello", "Pine"]).await;
        talk.has_chosen(&["Pine"]).await;
    });
}

#[test]
fn an_answer_whose_confirmation_is_lost_is_not_given_twice() {
    play(Scene::nobody_wrote(), async |stage| {
        let talk = Talk::begin(stage).await;
        talk.ask(&RichContent::Buttons {
            text: "Which wood?".to_owned(),
            choices: woods(),
        })
        .await;
        talk.ana.page.shows(&in_log(button("Oak"))).await;
        let mut lost = talk.ana.network.lose_next_answer("POST", "/answer");
        talk.ana.page.press(&in_log(button("Oak"))).await;
        lost.happens().await;
        drop(lost);
        talk.has_chosen(&["Oak"]).await;
        talk.ana.sends("and soon").await;
        talk.has_said(&["hello", "Oak", "and soon"]).await;
    });
}

#[test]
fn cards_places_and_people_are_shown_on_a_phone_without_breaking_the_window() {
    play(Scene::nobody_wrote(), async |stage| {
        let talk = Talk::begin_at(stage, &Device::phone(390, 844)).await;
        let card = |title: &str| Card {
            title: title.to_owned(),
            text: Some("Four legs, no wobble".to_owned()),
            image: None,
            choices: vec![choice(title, &format!("Buy {title}"))],
        };
        talk.ask(&RichContent::Cards {
            text: Some("Two chairs".to_owned()),
            cards: vec![card("Aurora"), card("Brisa")],
        })
        .await;
        talk.ask(&RichContent::Location {
            latitude: "-23.5505".to_owned(),
            longitude: "-46.6333".to_owned(),
            text: Some("The shop".to_owned()),
        })
        .await;
        talk.ask(&RichContent::ContactCard {
            text: "Bruno Souza".to_owned(),
            phones: vec!["+55 11 98765-4321".to_owned()],
            emails: Vec::new(),
            company: Some("Casa Aurora".to_owned()),
        })
        .await;
        talk.ana.reads("+55 11 98765-4321").await;
        talk.ana
            .page
            .shows(&in_log(thing("link", "Open map")))
            .await;
        let fits = "return document.querySelector('.log__scroll').scrollWidth <= 390";
        until_equal("the window is as wide as the phone", true, async || {
            talk.ana.page.ask::<bool>(fits).await
        })
        .await;
        talk.ana.page.press(&in_log(button("Buy Brisa"))).await;
        talk.has_chosen(&["Buy Brisa"]).await;
        talk.has_said(&["hello", "Buy Brisa"]).await;
    });
}
