//! The window in which administrators say which numbers are hidden, and try it.

mod form;
mod row;
mod trial;

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::masking::{MASKING, Masking, Rule};
use recado_protocol::{Feature, Fields, Role};
use web_sys::HtmlInputElement;

use crate::inbox::customer::register::Register;
use crate::keyboard::{Goal, use_keyboard};
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live, memo, shown_while};
use crate::session::Session;
use crate::shell::focus_first_of;
use crate::ui::{Button, Dialog, Icon, KeyedRow, Toaster, close_for_good, keyed_rows, use_toaster};
use form::form;
use row::row;
use trial::trial;

/// The place of the button below the rules.
const BUTTONS_ID: &str = "masking-buttons";

/// The rules while the window is open.
#[derive(Clone, Copy)]
struct Desk {
    register: Register<Masking>,
    toaster: Toaster,
    /// Whether something was changed here.
    has_changed: RwSignal<bool>,
    /// Whether a rule is being written; over which one, if not a new one.
    opened: RwSignal<Option<Option<Rule>>>,
    /// What stands in the form.
    draft: RwSignal<Option<Rule>>,
}

/// The button that opens the window, for who may.
pub fn masking(session: Session) -> AnyView {
    let is_administrator = session.peek(|store| store.me().role == Role::Administrator);
    if !is_administrator || !session.capabilities().can(&Feature::MASKING) {
        return ().into_any();
    }
    let is_open = RwSignal::new(false);
    use_keyboard().arrive(Goal::MaskingRules, move || is_open.set(true));
    view! {
        <div class="privacy__part">
            <h4 class="privacy__title">{text(Key::MaskingTitle)}</h4>
            <div class="privacy__buttons">
                <Button
                    label=Key::MaskingRules
                    icon=Icon::Gear
                    on_press=move || is_open.set(true)
                />
            </div>
            {shown_while(move || is_open.get(), move || window(session, is_open))}
        </div>
    }
}

fn window(session: Session, open: RwSignal<bool>) -> AnyView {
    let desk = Desk {
        register: Register::new(session),
        toaster: use_toaster(),
        has_changed: RwSignal::new(false),
        opened: RwSignal::new(None),
        draft: RwSignal::new(None),
    };
    desk.register.ask(MASKING);
    let shown = RwSignal::new(true);
    let close = move || close_for_good(shown, move || open.set(false));
    let content = move || {
        let said = move || match desk.register.known.with(Option::is_some) {
            false => Some(t(Key::MainLoading)),
            true => desk.has_changed.get().then(|| t(Key::MaskingFollows)),
        };
        let wrong = move || {
            // What is wrong with a pattern stands at its field.
            let wrong = desk
                .register
                .wrong
                .get()
                .filter(|_| desk.opened.with(Option::is_none))?;
            Some(view! { <p class="field__error" role="alert">{wrong}</p> })
        };
        // What stands in the fields below outlives every change.
        let is_known = memo(move || desk.register.known.with(Option::is_some));
        view! {
            <div class="masking">
                <p class="privacy__hint">{text(Key::MaskingIntro)}</p>
                {live(move || is_known.get().then(|| desk.numbers()))}
                <ul class="masking__rules" role="list">{keyed_rows(move || desk.rows())}</ul>
                {live(wrong)}
                {live(move || match desk.opened.get() {
                    Some(rule) => form(desk, rule),
                    None => desk.buttons(),
                })}
                <p class="privacy__hint" role="status">{said}</p>
                {live(move || is_known.get().then(|| trial(desk)))}
            </div>
        }
    };
    view! {
        <Dialog open=shown on_close=close title=Key::MaskingRules class="masking-dialog">
            {content()}
        </Dialog>
    }
}

impl Desk {
    /// Changes the rules, and shows what comes of it. `then` is told whether it was done.
    fn change(self, change: impl FnOnce(&mut Masking), then: impl Fn(bool) + 'static) {
        let Some(mut wanted) = self.register.known.get_untracked() else {
            return;
        };
        change(&mut wanted);
        let then: Rc<dyn Fn(bool)> = Rc::new(then);
        spawn_local(async move {
            let answer = self
                .register
                .session
                .call(MASKING, &Fields::of(&wanted))
                .await;
            if let Err(Failure::Refused(problem)) = &answer
                && let Some(current) = &problem.current
            {
                // Somebody else has changed them: what is shown next is what there is.
                self.register.show(current);
            }
            let is_done = self.register.take(answer);
            if is_done {
                self.has_changed.try_update(|changed| *changed = true);
            }
            then(is_done);
        });
    }

    /// The numbers that are known by their form, each to be hidden or not.
    fn numbers(self) -> AnyView {
        type Part = fn(&mut Masking) -> &mut bool;
        let parts: [(Key, Part); 3] = [
            (Key::MaskingCards, |masking| &mut masking.cards),
            (Key::MaskingCpf, |masking| &mut masking.cpf),
            (Key::MaskingCnpj, |masking| &mut masking.cnpj),
        ];
        let lines: Vec<AnyView> = parts
            .into_iter()
            .map(|(label, part)| {
                let is_on = move || {
                    let known = self.register.known.get();
                    known.is_some_and(|mut known| *part(&mut known))
                };
                self.check(
                    Signal::derive(move || t(label)),
                    is_on,
                    move |masking, on| {
                        *part(masking) = on;
                    },
                )
            })
            .collect();
        view! { <div class="checks">{lines}</div> }
    }

    /// A box that is changed at once.
    fn check(
        self,
        label: Signal<String>,
        is_on: impl Fn() -> bool + Send + Sync + 'static,
        set: impl Fn(&mut Masking, bool) + Clone + 'static,
    ) -> AnyView {
        let is_on = Signal::derive(is_on);
        view! {
            <label class="checks__one">
                <input
                    type="checkbox"
                    prop:checked=is_on
                    on:change=move |event| {
                        let (field, set) = (event_target::<HtmlInputElement>(&event), set.clone());
                        let on = field.checked();
                        self.change(
                            move |masking| set(masking, on),
                            move |_| {
                                // It shows what is kept, also where that is not what was clicked.
                                if let Some(is_on) = is_on.try_get_untracked() {
                                    field.set_checked(is_on);
                                }
                            },
                        );
                    }
                />
                <span dir="auto">{label}</span>
            </label>
        }
    }

    fn rows(self) -> Vec<KeyedRow> {
        let rules = self.register.known.get().map(|known| known.rules);
        let rules = rules.unwrap_or_default();
        let row_of = |(place, rule): (usize, &Rule)| {
            let is_same =
                |other: &&Rule| (&other.name, &other.pattern) == (&rule.name, &rule.pattern);
            // Two of them may be the same.
            let before = rules[..place].iter().filter(is_same).count();
            let key = format!("{before} {} {}", rule.name, rule.pattern);
            let rule = rule.clone();
            KeyedRow::new(key, move |index| row(self, &rule, index))
        };
        rules.iter().enumerate().map(row_of).collect()
    }

    /// Opens the form: over a rule, or for a new one.
    fn open(self, rule: Option<Rule>) {
        self.register.wrong.set(None);
        self.opened.set(Some(rule));
    }

    /// Closes the form, and goes back to what is below the rules.
    fn close(self) {
        self.opened.set(None);
        self.draft.set(None);
        self.register.wrong.set(None);
        focus_first_of(vec![format!("#{BUTTONS_ID} button")]);
    }

    fn put_back(self, place: usize, rule: Rule) {
        self.change(
            move |masking| {
                let place = place.min(masking.rules.len());
                masking.rules.insert(place, rule);
            },
            |_| {},
        );
    }

    fn buttons(self) -> AnyView {
        let is_full = move || {
            let known = self.register.known.get();
            known.is_none_or(|known| known.rules.len() >= Masking::MOST)
        };
        view! {
            <div class="privacy__buttons" id=BUTTONS_ID>
                <Button
                    label=Key::MaskingNew
                    icon=Icon::Plus
                    disabled=Signal::derive(is_full)
                    on_press=move || self.open(None)
                />
            </div>
        }
    }
}
