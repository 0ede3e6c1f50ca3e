//! Macros: what each will do, doing it as one step, and taking it back.

mod words;

use std::rc::Rc;

use leptos::prelude::*;
use recado_protocol::prepared::{Macro, MacroAction, RunMacro};
use recado_protocol::{
    ChannelKind, Command, ConversationId, Feature, Fields, Problem, RunId, Verb,
};

use super::Desk;
use super::prepared::{self, Stock, stock};
use crate::browser::clock;
use crate::later::{self, Action};
use crate::locale::{Key, listed, number, problem_sentence, t, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live, shown_while};
use crate::session::{Intent, Session};
use crate::shell::refusals;
use crate::ui::{Button, Dialog, EmptyState, Icon, IconButton, Toaster};
use words::action_words;

/// Under this name the last run is one topic of the news.
const TOPIC: &str = "macro";
/// Where macros are run, before their id.
const RESOURCE: &str = "macros/";

/// The macros of one composer.
#[derive(Clone, Copy)]
pub struct Macros {
    desk: Desk,
    open: RwSignal<bool>,
}

impl Macros {
    pub(super) fn of(desk: Desk) -> Self {
        Self {
            desk,
            open: RwSignal::new(false),
        }
    }
}

/// The button that opens the window.
pub fn macros_button(macros: Macros) -> AnyView {
    let session = macros.desk.writing.session();
    shown_while(
        move || session.can(&Feature::MACROS),
        move || {
            view! {
                <IconButton
                    icon=Icon::Steps
                    label=Key::ComposerMacros
                    on_press=move || macros.open.set(true)
                />
            }
        },
    )
}

/// The window, which stands outside of the composer.
pub fn macros_dialog(macros: Macros) -> AnyView {
    later::action_window(macros.open, Action::Macros(macros))
}

/// The window itself.
#[component]
pub fn MacrosWindow(macros: Macros) -> impl IntoView {
    let open = macros.open;
    view! {
        <Dialog
            open
            on_close=move || open.set(false)
            title=Key::ComposerMacros
            class="dialog--wide"
        >
            {content(macros)}
        </Dialog>
    }
}

fn content(macros: Macros) -> AnyView {
    let session = macros.desk.writing.session();
    let toaster = macros.desk.toaster;
    refusals::explain_with(Rc::new(move |command, problem| {
        explained(session, toaster, command, problem)
    }));
    let all = stock::<Macro>(session);
    live(move || match all.get() {
        Stock::Asked => view! { <p role="status">{t(Key::MainLoading)}</p> },
        Stock::Missing => nothing(Key::PreparedMissing),
        Stock::Here(items) if items.is_empty() => nothing(Key::MacrosNone),
        Stock::Here(items) => {
            let items: Vec<AnyView> = items.iter().map(|it| one(macros, it.clone())).collect();
            view! { <ul class="macros">{items}</ul> }
        }
    })
}

fn nothing(title: Key) -> AnyView {
    view! { <EmptyState icon=Icon::Steps title=title hint=Key::MacrosNoneHint /> }
}

/// A macro with its steps.
fn one(macros: Macros, it: Macro) -> AnyView {
    let session = macros.desk.writing.session();
    let conversation = macros.desk.writing.conversation();
    let missing: Vec<String> = it
        .actions
        .iter()
        .filter_map(|action| match action {
            MacroAction::Reply { text } | MacroAction::Note { text } => {
                let for_team = matches!(action, MacroAction::Note { .. });
                Some(prepared::fill(session, &conversation, text, for_team).missing)
            }
            _ => None,
        })
        .flatten()
        .collect();
    let can_run = missing.is_empty();
    let missing = (!can_run).then(|| {
        let names = braced(&missing);
        view! { <p class="macros__missing">{t_with(Key::MacrosMissing, &[("names", &names)])}</p> }
    });
    let steps: Vec<AnyView> = it
        .actions
        .iter()
        .map(|action| {
            let words = action_words(session, &conversation, action);
            view! { <li dir="auto">{words}</li> }
        })
        .collect();
    let name = it.name.clone();
    let label = Signal::derive({
        let name = name.clone();
        move || t_with(Key::MacrosRun, &[("name", &name)])
    });
    view! {
        <li class="macros__one">
            <div class="macros__words">
                <h3 class="macros__name" dir="auto">{name}</h3>
                <ol class="macros__steps">{steps}</ol>
                {missing}
            </div>
            <Button
                label
                disabled=Signal::stored(!can_run)
                on_press=move || run(macros, &it)
            />
        </li>
    }
}

/// Does it, and offers the way back.
fn run(macros: Macros, it: &Macro) {
    let writing = macros.desk.writing;
    let (session, conversation) = (writing.session(), writing.conversation());
    let ran_at = clock::now();
    let run = RunId::make(ran_at, session.random());
    let undo_ms = writing.undo_ms();
    macros.open.set(false);
    session.dispatch(Intent::Write {
        conversation: conversation.clone(),
        verb: Verb::Post,
        resource: format!("{RESOURCE}{}", it.id),
        body: Some(Fields::of(&RunMacro {
            run: run.clone(),
            undo_seconds: (undo_ms > 0).then_some(undo_ms / 1_000),
        })),
    });
    let text = t_with(Key::ToastMacro, &[("name", &it.name)]);
    let toaster = macros.desk.toaster;
    let replies = it
        .actions
        .iter()
        .any(|action| matches!(action, MacroAction::Reply { .. }));
    let resource = format!("{RESOURCE}{}", it.id);
    toaster.offer_about(TOPIC, text, t(Key::ActionUndo), move || {
        let is_told = replies
            && writing.channel.kind.get_untracked() != Some(ChannelKind::LiveChat)
            && clock::now() >= ran_at.plus_millis(undo_ms.into())
            && !waits(session, &conversation, &resource);
        session.dispatch(Intent::Write {
            conversation: conversation.clone(),
            verb: Verb::Delete,
            resource: format!("macro_runs/{run}"),
            body: None,
        });
        // What a customer was told elsewhere can't be taken back: that is said, and stays to be read.
        if is_told {
            toaster.notice(t(Key::ToastMacroUndoneReply));
        } else {
            toaster.announce(t(Key::ToastMacroUndone));
        }
    });
}

/// Whether a run has not come to the backend yet.
fn waits(session: Session, conversation: &ConversationId, run: &str) -> bool {
    session.peek(|store| {
        store.outbox().of(conversation).any(|entry| {
            matches!(&entry.envelope.command, Command::Write { resource, .. } if resource == run)
        })
    })
}

/// Which step could not be done, in the reader's language.
fn explained(
    session: Session,
    toaster: Toaster,
    command: &Command,
    problem: &Problem,
) -> Option<String> {
    let Command::Write {
        resource,
        conversation,
        verb: Verb::Post,
        ..
    } = command
    else {
        return None;
    };
    let id = resource.strip_prefix(RESOURCE)?;
    // Nothing was done that could be undone.
    toaster.withdraw(TOPIC);
    let all = prepared::fetched::<Macro>(session);
    let it = all.iter().find(|it| it.id.as_str() == id)?;
    let reason = problem_sentence(&problem.kind);
    let place = problem.field.as_deref()?;
    let place: usize = place
        .strip_prefix("actions[")?
        .strip_suffix(']')?
        .parse()
        .ok()?;
    let step = action_words(session, conversation, it.actions.get(place)?);
    let step_number = number(place as u64 + 1);
    Some(t_with(
        Key::ToastMacroFailed,
        &[
            ("name", &it.name),
            ("n", &step_number),
            ("step", &step),
            ("reason", &reason),
        ],
    ))
}

/// Names of variables as they stand in a text.
pub fn braced(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("{{{{{name}}}}}")).collect();
    listed(&names)
}
