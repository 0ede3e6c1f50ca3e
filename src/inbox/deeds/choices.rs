//! The windows in which something is chosen, or said yes to.

use leptos::callback::UnsyncCallback;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use recado_protocol::{ConversationStatus, Feature, Timestamp};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use super::{Choice, Chooser, Deed, Doer, Targets, known_labels};
use crate::browser::clock;
use crate::inbox::assignment::colleagues;
use crate::inbox::send_later::SendLaterDialog;
use crate::locale::{Key, agent_status_name, t, t_count, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, live};
use crate::ui::{
    Avatar, AvatarSize, Button, ButtonKind, Dialog, Icon, TextField, close_for_good, drawing, icon,
};

/// Longest label, as the backend takes it.
const LABEL_CHARS: usize = 40;
/// Letters that are typed in this time belong together, in milliseconds.
const TYPED_TOGETHER_MS: i64 = 1_000;
/// The drawing of a label.
pub const TAG: &str = "M3.5 4.5v5l7.5 7 5.5-5.5-7.5-7h-5zM6.7 7.3v.1";

/// One question about some conversations.
#[derive(Clone, Copy)]
struct Question {
    doer: Doer,
    chooser: Chooser,
    targets: StoredValue<Targets>,
    open: RwSignal<bool>,
}

/// The window of one question, open from the beginning.
#[component]
pub fn Choices(chooser: Chooser, choice: Choice, targets: Targets) -> impl IntoView {
    let count = targets.count();
    let question = Question {
        doer: Doer::here(),
        chooser,
        targets: StoredValue::new(targets),
        open: RwSignal::new(true),
    };
    let title = Signal::derive(move || match choice {
        Choice::Assign => t_count(Key::DeedAssignTitle, count),
        Choice::Snooze => t_count(Key::DeedSnoozeTitle, count),
        Choice::Label => t_count(Key::DeedLabelTitle, count),
        Choice::Delete => t_count(Key::DeedDeleteTitle, count),
        Choice::ReadAll => t_count(Key::DeedReadTitle, count),
        Choice::ResolveAll => t_count(Key::DeedResolveTitle, count),
    });
    if choice == Choice::Snooze {
        let open = question.open;
        // It closes itself.
        let mut was_open = false;
        effect(move || {
            let is_open = open.get();
            if std::mem::replace(&mut was_open, is_open) && !is_open {
                question.leave();
            }
        });
        let until = move |at: Timestamp| question.act(Deed::Snooze(Some(at)));
        return view! { <SendLaterDialog open title on_choose=until /> };
    }
    let content = move || match choice {
        Choice::Assign => agents(question),
        Choice::Label => labels(question),
        Choice::Delete => deletion(question),
        Choice::ResolveAll => all(question, Key::DeedResolve, || {
            Deed::Status(ConversationStatus::Resolved)
        }),
        Choice::ReadAll | Choice::Snooze => all(question, Key::DeedReadThem, || Deed::Read),
    };
    view! {
        <Dialog
            open=question.open
            on_close=UnsyncCallback::new(move |()| question.close())
            title
            class="choosing"
        >
            {content()}
        </Dialog>
    }
}

impl Question {
    fn close(self) {
        let chooser = self.chooser;
        close_for_good(self.open, move || chooser.close());
    }

    fn leave(self) {
        let chooser = self.chooser;
        request_animation_frame(move || chooser.close());
    }

    fn act(self, deed: Deed) {
        let targets = self.targets.get_value();
        self.close();
        self.chooser
            .done
            .update(|done| *done = done.wrapping_add(1));
        self.doer.act(targets, deed);
    }
}

/// The window begins with the first one.
fn choice(
    is_first: bool,
    face: AnyView,
    name: String,
    detail: String,
    act: impl Fn() + 'static,
) -> AnyView {
    view! {
        <li>
            <button type="button" class="choices__choice" autofocus=is_first.then_some("") on:click=move |_| act()>
                {face}
                <span class="choices__name truncate" dir="auto">{name}</span>
                <span class="choices__detail">{detail}</span>
            </button>
        </li>
    }
}

fn agents(question: Question) -> AnyView {
    let session = question.doer.session;
    let me = session.peek(|store| store.me().id.clone());
    let mut all = vec![choice(
        true,
        icon(Icon::UserPlus),
        t(Key::ChatAssignToMe),
        String::new(),
        {
            let me = me.clone();
            move || question.act(Deed::Assign(Some(me.clone())))
        },
    )];
    let others = colleagues(session).into_iter().filter(|it| it.id != me);
    all.extend(others.map(|agent| {
        let (name, seed) = (agent.name.clone(), agent.id.to_string());
        let face = view! { <Avatar name=name seed=seed size=AvatarSize::Tiny /> };
        choice(
            false,
            face,
            agent.name,
            agent_status_name(agent.status),
            move || {
                question.act(Deed::Assign(Some(agent.id.clone())));
            },
        )
    }));
    all.push(choice(
        false,
        icon(Icon::Close),
        t(Key::ChatAssignToNobody),
        String::new(),
        move || question.act(Deed::Assign(None)),
    ));
    let typed = StoredValue::new((Timestamp::default(), String::new()));
    view! {
        <ul class="choices__list" on:keydown=move |event| go_to_typed(&event, typed)>
            {all}
        </ul>
    }
}

/// Letters lead to the first choice that begins with them, as in any list of the browser's own.
fn go_to_typed(event: &KeyboardEvent, typed: StoredValue<(Timestamp, String)>) {
    let key = event.key();
    let is_letter = key.chars().nth(1).is_none() && !key.trim().is_empty();
    let Some(list) = event.current_target().filter(|_| is_letter) else {
        return;
    };
    let now = clock::now();
    let (last, mut wanted) = typed.get_value();
    if now.millis_since(last) > TYPED_TOGETHER_MS {
        wanted.clear();
    }
    wanted.push_str(&key.to_lowercase());
    let Ok(choices) = list
        .unchecked_into::<Element>()
        .query_selector_all(".choices__name")
    else {
        return;
    };
    let mut names = (0..choices.length()).filter_map(|at| choices.item(at));
    let begins = |name: &Node| {
        let name = name.text_content().unwrap_or_default().to_lowercase();
        name.starts_with(&wanted)
    };
    if let Some(name) = names.find(begins)
        && let Some(button) = name.parent_element()
    {
        // What can't take the focus leaves it where it was.
        let _ = button.unchecked_into::<HtmlElement>().focus();
    }
    typed.set_value((now, wanted));
}

fn labels(question: Question) -> AnyView {
    let known = known_labels(question.doer.session);
    let value = RwSignal::new(String::new());
    let offered = move || {
        let wanted = value.with(|typed| typed.trim().to_lowercase());
        let fitting = known
            .iter()
            .filter(|label| label.to_lowercase().contains(&wanted));
        let offer = |label: &String| {
            let (name, label) = (label.clone(), label.clone());
            choice(false, drawing(TAG), name, String::new(), move || {
                question.act(Deed::Label(label.clone()));
            })
        };
        fitting.map(offer).collect::<Vec<_>>()
    };
    let error = RwSignal::new(None::<String>);
    let add = move || {
        let label = value.with_untracked(|label| label.trim().to_owned());
        if label.is_empty() || label.chars().nth(LABEL_CHARS).is_some() {
            error.set(Some(t(Key::DeedLabelWrong)));
        } else {
            question.act(Deed::Label(label));
        }
    };
    view! {
        <form
            class="choices__form"
            on:submit=move |event| {
                event.prevent_default();
                add();
            }
        >
            <TextField label=Key::DeedLabelNew value error />
            <Button label=Key::DeedLabelAdd kind=ButtonKind::Primary submit=true />
        </form>
        <ul class="choices__list">{live(offered)}</ul>
    }
}

fn deletion(question: Question) -> AnyView {
    let capabilities = untrack(|| question.doer.session.capabilities());
    let blocks = capabilities.can(&Feature::DELETE_BLOCKS);
    let delete = move || question.act(Deed::Deleted(true));
    view! {
        <p>{t(Key::DeedDeleteHint)}</p>
        {blocks.then(|| view! { <p>{t(Key::DeedDeleteBlocks)}</p> })}
        <div class="choices__buttons">
            <Button label=Key::ActionCancel on_press=move || question.close() />
            <Button label=Key::DeedDeleteConfirm kind=ButtonKind::Danger on_press=delete />
        </div>
    }
}

/// A change of everything that the list shows is asked about before.
fn all(question: Question, confirm: Key, deed: fn() -> Deed) -> AnyView {
    let act = move || question.act(deed());
    view! {
        <p>{t(Key::DeedAllHint)}</p>
        <div class="choices__buttons">
            <Button label=Key::ActionCancel on_press=move || question.close() />
            <Button label=text(confirm) kind=ButtonKind::Primary on_press=act />
        </div>
    }
}
