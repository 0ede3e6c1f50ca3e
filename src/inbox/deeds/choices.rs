//! The windows in which something is chosen, or said yes to.

use std::collections::BTreeSet;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_protocol::{ConversationStatus, Feature, Timestamp};

use super::{Choice, Chooser, Deed, Doer, Targets};
use crate::inbox::assignment::colleagues;
use crate::inbox::send_later::SendLaterDialog;
use crate::locale::{Key, agent_status_name, t, t_count, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue};
use crate::ui::{Avatar, AvatarSize, Button, ButtonKind, Dialog, Icon, TextField, drawing, icon};

/// Labels of so many conversations are offered, the newest.
const CONVERSATIONS_LOOKED_AT: usize = 2_000;
/// Longest label, as the backend takes it.
const LABEL_CHARS: usize = 40;
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
        Effect::new(move |was_open: Option<bool>| {
            if !open.get() && was_open == Some(true) {
                question.leave();
            }
            open.get()
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
    /// The window gives the focus back before it goes.
    fn close(self) {
        self.open.set(false);
        self.leave();
    }

    fn leave(self) {
        let chooser = self.chooser;
        request_animation_frame(move || chooser.close());
    }

    fn act(self, deed: Deed) {
        let targets = self.targets.get_value();
        self.close();
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
    view! { <ul class="choices__list">{all}</ul> }
}

fn labels(question: Question) -> AnyView {
    let known: BTreeSet<String> = question.doer.session.peek(|store| {
        let all = recado_protocol::Filter::of(recado_protocol::BaseView::All);
        let view = store.view(&all);
        let ids = view.into_iter().flat_map(|view| {
            let most = view.len().min(CONVERSATIONS_LOOKED_AT);
            view.ids(0..most)
        });
        let labels = ids.filter_map(|id| Some(store.conversation(id)?.labels.clone()));
        labels.flatten().collect()
    });
    let offered: Vec<AnyView> = known
        .into_iter()
        .enumerate()
        .map(|(place, label)| {
            let name = label.clone();
            choice(place == 0, drawing(TAG), name, String::new(), move || {
                question.act(Deed::Label(label.clone()));
            })
        })
        .collect();
    let value = RwSignal::new(String::new());
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
        <ul class="choices__list">{offered}</ul>
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
