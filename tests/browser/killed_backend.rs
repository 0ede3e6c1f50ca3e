//! X1: the backend is killed at the worst moment, and started again: every message is there, once.

use recado_tests::agent::{AGENT, AGENT_2, Agent, panel};
use recado_tests::visitor::Visitor;
use recado_tests::{Held, Scene, Stage, play};

#[test]
fn killed_after_storing_an_agents_message_and_before_its_answer() {
    play(Scene::nobody_wrote(), async |stage| {
        let people = people(stage).await;
        let held = people.livia.network.lose_next_answer("POST", "/messages");
        people.livia.sends("the second").await;
        power_cut(stage, held).await;
        people.agree(&["the first", "the second"]).await;
    });
}

#[test]
fn killed_before_it_saw_an_agents_message() {
    play(Scene::nobody_wrote(), async |stage| {
        let people = people(stage).await;
        let held = people.livia.network.lose_next_request("POST", "/messages");
        people.livia.sends("the second").await;
        power_cut(stage, held).await;
        people.agree(&["the first", "the second"]).await;
    });
}

#[test]
fn killed_after_storing_a_visitors_message_and_before_its_answer() {
    play(Scene::nobody_wrote(), async |stage| {
        let people = people(stage).await;
        let held = people
            .ana
            .network
            .lose_next_answer("POST", "/visitor/messages");
        people.ana.sends("the second").await;
        power_cut(stage, held).await;
        people.agree(&["the first", "the second"]).await;
    });
}

#[test]
fn killed_before_it_saw_a_visitors_message() {
    play(Scene::nobody_wrote(), async |stage| {
        let people = people(stage).await;
        let held = people
            .ana
            .network
            .lose_next_request("POST", "/visitor/messages");
        people.ana.sends("the second").await;
        power_cut(stage, held).await;
        people.agree(&["the first", "the second"]).await;
    });
}

#[test]
fn killed_again_and_again_while_everybody_writes() {
    play(Scene::nobody_wrote(), async |stage| {
        let people = people(stage).await;
        let mut said = vec!["the first".to_owned()];
        for round in 1..=3 {
            stage.backend.kill();
            let answer = format!("answer {round}");
            people.livia.sends(&answer).await;
            stage.backend.restart().await;
            people.ana.reads(&answer).await;
            let question = format!("question {round}");
            people.ana.sends(&question).await;
            people.livia.reads(&question).await;
            said.extend([answer, question]);
        }
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        people.agree(&said).await;
    });
}

#[test]
fn what_did_not_come_while_the_backend_was_gone_comes_once_it_is_back() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = people(stage).await.livia;
        stage.backend.kill();
        let said = async |text| livia.page.says(&[panel()], text).await;
        livia.opens_section("Attachments").await;
        said("They could not be loaded").await;
        livia.opens_section("Tickets").await;
        said("The tickets could not be loaded").await;
        stage.backend.restart().await;
        said("None of this kind was exchanged").await;
        said("There are no tickets yet").await;
    });
}

struct People {
    livia: Agent,
    rafael: Agent,
    ana: Visitor,
}

/// Two agents and a visitor in one conversation, in which the visitor has said "the first".
async fn people(stage: &Stage) -> People {
    let livia = stage.agent("Lívia").await;
    let rafael = stage.agent("Rafael").await;
    let ana = stage.visitor("Ana").await;
    livia.comes_in(AGENT).await;
    rafael.comes_in(AGENT_2).await;
    ana.comes_to_the_site().await;
    ana.opens_chat().await;
    ana.sends("the first").await;
    for agent in [&livia, &rafael] {
        agent.opens_filter("All").await;
        agent.opens_row("the first").await;
        agent.reads("the first").await;
    }
    People { livia, rafael, ana }
}

/// Kills the backend at the moment that is held, and starts it again.
async fn power_cut(stage: &Stage, mut held: Held) {
    held.happens().await;
    stage.backend.kill();
    drop(held);
    stage.backend.restart().await;
}

impl People {
    /// Waits until all three screens and the backend say the same, and everybody can go on.
    async fn agree(&self, said: &[&str]) {
        self.ana.reads_just(said).await;
        for agent in [&self.livia, &self.rafael] {
            agent.reads_once_in_order(said).await;
            agent.is_up_to_date().await;
        }
        self.livia.sends("and on it goes").await;
        let said: Vec<&str> = said.iter().copied().chain(["and on it goes"]).collect();
        self.ana.reads_just(&said).await;
        self.livia.reads_once_in_order(&said).await;
        self.rafael.reads_once_in_order(&said).await;
    }
}
