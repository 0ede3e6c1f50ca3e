//! Who is responsible for a conversation, and the menu that changes it.

use crate::markup::view;
use crate::reactive::{Memo, Signal, StoredValue, memo};
use std::cmp::Ordering;

use leptos::prelude::*;
use recado_protocol::{Agent, AgentId, AgentStatus, Conversation, ConversationId, Feature};

use crate::keyboard::Shortcut;
use crate::locale::{Key, agent_status_name, t, t_with};
use crate::session::{Intent, Session, Topic, use_session};
use crate::shell::done_with;
use crate::ui::{
    Avatar, AvatarSize, Icon, MenuAlign, MenuButton, MenuEntry, Toaster, icon, menu_heading,
    menu_item, menu_radio, menu_separator, small_icon, use_toaster,
};
use recado_store::ordered;

/// A button with the responsible agent on it and a menu of all of them. Where the backend has no
/// assigning, it only says the name.
#[component]
pub fn AssignmentMenu(conversation: ConversationId) -> impl IntoView {
    let assignment = Assignment {
        session: use_session(),
        toaster: use_toaster(),
        conversation: StoredValue::new(conversation),
    };
    let can_assign = memo(move || {
        let session = assignment.session;
        let id = assignment.conversation.get_value();
        let is_over = session.holds(&id, Conversation::is_over);
        session.can(&Feature::ASSIGN) && !is_over
    });
    let responsible = memo(move || assignment.responsible());
    view! {
        {move || {
            if can_assign.get() { assignment.menu(responsible) } else { face(responsible, false) }
        }}
    }
}

/// The agent to whom a conversation is assigned.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Responsible {
    id: AgentId,
    /// Absent when this agent is not known here (any more).
    name: Option<String>,
}

impl Responsible {
    fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| t(Key::ChatSomebody))
    }
}

/// The assignment of one conversation.
#[derive(Clone, Copy)]
struct Assignment {
    session: Session,
    toaster: Toaster,
    conversation: StoredValue<ConversationId>,
}

impl Assignment {
    /// Reactive.
    fn responsible(self) -> Option<Responsible> {
        let conversation = self.conversation.get_value();
        let id = self
            .session
            .watch(Topic::Conversation(conversation.clone()), |store| {
                store.conversation(&conversation)?.assignee.clone()
            })?;
        let name = self.session.watch(Topic::Directory, |store| {
            store.agent(&id).map(|agent| agent.name.clone())
        });
        Some(Responsible { id, name })
    }

    fn menu(self, responsible: Memo<Option<Responsible>>) -> AnyView {
        let label = Signal::derive(move || match responsible.get() {
            Some(agent) => t_with(Key::RowAssignedTo, &[("name", &agent.name())]),
            None => t(Key::ChatUnassigned),
        });
        view! {
            <MenuButton
                label=label
                entries=move || self.entries()
                align=MenuAlign::End
                class="button assignment"
                shortcut=Shortcut::Assign
            >
                {face(responsible, true)}
            </MenuButton>
        }
    }

    fn entries(self) -> Vec<MenuEntry> {
        let conversation = self.conversation.get_value();
        let (me, assignee) = self.session.peek(|store| {
            let known = store.conversation(&conversation);
            let assignee = known.and_then(|known| known.assignee.clone());
            (store.me().id.clone(), assignee)
        });
        let agents = colleagues(self.session);
        let mut entries = Vec::new();
        if assignee.as_ref() != Some(&me) {
            let take = menu_item(t(Key::ChatAssignToMe), move || {
                self.assign(Some(me.clone()))
            });
            entries.extend([take.with_icon(Icon::UserPlus), menu_separator()]);
        }
        entries.push(menu_heading(t(Key::ChatAssignTo)));
        for agent in agents {
            let is_assignee = assignee.as_ref() == Some(&agent.id);
            let (id, seed) = (agent.id.clone(), agent.id.to_string());
            let entry = menu_radio(agent.name.clone(), is_assignee, move || {
                self.assign(Some(id.clone()))
            });
            entries.push(
                entry
                    .with_avatar(agent.name, seed)
                    .with_detail(agent_status_name(agent.status)),
            );
        }
        entries.push(menu_separator());
        entries.push(menu_radio(
            t(Key::ChatAssignToNobody),
            assignee.is_none(),
            move || {
                self.assign(None);
            },
        ));
        entries
    }

    fn assign(self, assignee: Option<AgentId>) {
        let conversation = self.conversation.get_value();
        assign(self.session, self.toaster, &conversation, assignee);
    }
}

/// Those to whom a conversation can be assigned, those who are there first.
pub fn colleagues(session: Session) -> Vec<Agent> {
    let agents: Vec<_> = session.peek(|store| store.agents().cloned().collect());
    ordered(agents, |a, b| in_menu_order(a, b, alphabetically))
}

/// Assigns, and offers the way back.
pub fn assign(
    session: Session,
    toaster: Toaster,
    conversation: &ConversationId,
    assignee: Option<AgentId>,
) {
    let (former, name) = session.peek(|store| {
        let agent = assignee.as_ref().and_then(|id| store.agent(id));
        let known = store.conversation(conversation);
        (
            known.and_then(|known| known.assignee.clone()),
            agent.map(|agent| agent.name.clone()),
        )
    });
    if former == assignee {
        return;
    }
    let text = match name {
        Some(name) => t_with(Key::ToastAssigned, &[("name", &name)]),
        None => t(Key::ToastUnassigned),
    };
    let text = done_with(session, conversation, &text);
    let conversation = conversation.clone();
    session.dispatch(Intent::Assign {
        conversation: conversation.clone(),
        assignee,
    });
    toaster.offer(text, t(Key::ActionUndo), move || {
        let (conversation, assignee) = (conversation.clone(), former.clone());
        session.dispatch(Intent::Assign {
            conversation,
            assignee,
        });
    });
}

/// The avatar and the name.
fn face(responsible: Memo<Option<Responsible>>, opens_menu: bool) -> AnyView {
    let name = Signal::derive(move || match responsible.get() {
        Some(agent) => agent.name(),
        None => t(Key::ChatUnassigned),
    });
    view! {
        <span class="assignment__face">
            {move || responsible.get().as_ref().map_or_else(nobody, avatar)} <span class="assignment__name truncate" dir="auto">{name}</span>
            {opens_menu.then(|| small_icon(Icon::ChevronDown))}
        </span>
    }
}

fn avatar(agent: &Responsible) -> AnyView {
    view! { <Avatar name=agent.name() seed=agent.id.to_string() size=AvatarSize::Tiny /> }
}

/// Seen only where there is no room for the word.
fn nobody() -> AnyView {
    view! { <span class="assignment__nobody">{icon(Icon::UserPlus)}</span> }
}

/// Those who are there come first, then by name.
fn in_menu_order(a: &Agent, b: &Agent, by_name: fn(&str, &str) -> Ordering) -> Ordering {
    let presence = |agent: &Agent| match agent.status {
        AgentStatus::Available => 0,
        AgentStatus::Busy => 1,
        AgentStatus::Away => 2,
        AgentStatus::Offline | AgentStatus::Unknown => 3,
    };
    presence(a)
        .cmp(&presence(b))
        .then_with(|| by_name(&a.name, &b.name))
        .then_with(|| a.id.cmp(&b.id))
}

/// The order of names in the reader's language, as the browser knows it.
#[cfg(target_arch = "wasm32")]
fn alphabetically(a: &str, b: &str) -> Ordering {
    let languages = js_sys::Array::of1(&crate::locale::language().tag().into());
    js_sys::JsString::from(a)
        .locale_compare(b, &languages, &js_sys::Object::new())
        .cmp(&0)
}

/// Outside of a browser nobody reads the list.
#[cfg(not(target_arch = "wasm32"))]
fn alphabetically(a: &str, b: &str) -> Ordering {
    a.cmp(b)
}

#[cfg(test)]
mod tests {
    use recado_protocol::Role;

    use super::*;

    fn agent(name: &str, status: AgentStatus) -> Agent {
        Agent {
            id: format!("id of {name}").into(),
            name: name.to_owned(),
            email: None,
            avatar_url: None,
            role: Role::Agent,
            status,
        }
    }

    #[test]
    fn those_who_are_available_stand_first_and_then_the_alphabet_decides() {
        let mut agents = [
            agent("Zoe", AgentStatus::Available),
            agent("Ana", AgentStatus::Offline),
            agent("Bia", AgentStatus::Busy),
            agent("Caio", AgentStatus::Available),
            agent("Davi", AgentStatus::Unknown),
            agent("Eva", AgentStatus::Away),
        ];
        agents.sort_by(|a, b| in_menu_order(a, b, alphabetically));
        let names: Vec<&str> = agents.iter().map(|agent| agent.name.as_str()).collect();
        assert_eq!(names, ["Caio", "Zoe", "Bia", "Eva", "Ana", "Davi"]);
    }
}
