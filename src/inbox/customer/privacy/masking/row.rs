//! One rule: on or off, to be changed and to be deleted.

use leptos::prelude::*;
use recado_protocol::masking::{Masking, Rule};

use super::{BUTTONS_ID, Desk};
use crate::locale::{Key, t, t_with};
use crate::markup::view;
use crate::reactive::{Signal, StoredValue};
use crate::shell::focus_first_of;
use crate::ui::{Icon, IconButton};

pub fn row(desk: Desk, rule: &Rule, index: ReadSignal<usize>) -> AnyView {
    let name = StoredValue::new(rule.name.clone());
    let pattern = rule.pattern.clone();
    let now = move || {
        let known = desk.register.known.get()?;
        known.rules.get(index.get()).cloned()
    };
    let called =
        move |key: Key| Signal::derive(move || t_with(key, &[("name", name.get_value().as_str())]));
    let is_on = move || now().is_some_and(|rule| rule.on);
    let switch = move |masking: &mut Masking, on: bool| {
        if let Some(rule) = masking.rules.get_mut(index.get_untracked()) {
            rule.on = on;
        }
    };
    let delete = move || {
        let Some(rule) = untrack(now) else { return };
        let place = index.get_untracked();
        let said = t_with(Key::MaskingDeleted, &[("name", &rule.name)]);
        desk.change(
            move |masking| {
                masking.rules.remove(place);
            },
            move |is_done| {
                if !is_done {
                    return;
                }
                let rule = rule.clone();
                focus_first_of(vec![format!("#{BUTTONS_ID} button")]);
                desk.toaster
                    .offer(said.clone(), t(Key::ActionUndo), move || {
                        desk.put_back(place, rule.clone());
                    });
            },
        );
    };
    view! {
        <li class="masking__rule">
            {desk.check(Signal::derive(move || name.get_value()), is_on, switch)}
            <code class="masking__pattern" dir="ltr">{pattern}</code>
            <IconButton
                icon=Icon::Pencil
                label=called(Key::AttributeEditOne)
                on_press=move || desk.open(untrack(now))
            />
            <IconButton icon=Icon::Trash label=called(Key::QueueDelete) on_press=delete />
        </li>
    }
}
