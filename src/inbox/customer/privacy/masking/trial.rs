//! A text to see what the rules hide of it, with what stands in the form.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::Fields;
use recado_protocol::masking::{Masking, TRIAL, Trial, Tried};

use super::Desk;
use crate::locale::{Key, refusal_sentence, text};
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, effect};
use crate::ui::GrowingTextarea;

/// So long nothing may be typed before it is asked for.
const PAUSE: Duration = Duration::from_millis(200);

pub fn trial(desk: Desk) -> AnyView {
    let typed = RwSignal::new(String::new());
    let shown = RwSignal::new(String::new());
    // Of several questions only the last one's answer counts.
    let asked = StoredValue::new(0_u32);
    effect(move || {
        let text = typed.get();
        let masking = desk.with_draft();
        let turn = asked.get_value().wrapping_add(1);
        asked.set_value(turn);
        let Some(masking) = masking.filter(|_| !text.is_empty()) else {
            shown.set(String::new());
            return;
        };
        let is_current = move || asked.try_get_value() == Some(turn);
        let ask = move || {
            if !is_current() {
                return;
            }
            spawn_local(async move {
                let body = Fields::of(&Trial { masking, text });
                let answer = desk.register.session.call(TRIAL, &body).await;
                if !is_current() {
                    return;
                }
                let said = match answer {
                    Ok(fields) => fields.read::<Tried>().map(|tried| tried.text),
                    Err(Failure::Refused(problem)) => Some(refusal_sentence(&problem)),
                    Err(_) => None,
                };
                shown.set(said.unwrap_or_default());
            });
        };
        set_timeout(ask, PAUSE);
    });
    view! {
        <div class="masking__trial">
            <div class="field">
                <span class="field__label" aria-hidden="true">{text(Key::MaskingTry)}</span>
                <GrowingTextarea
                    label=Key::MaskingTry
                    value=typed
                    on_input=move |(text,): (String,)| typed.set(text)
                />
            </div>
            <p class="field__label" id="masking-result">{text(Key::MaskingResult)}</p>
            <div
                class="masking__result"
                role="status"
                dir="auto"
                aria-labelledby="masking-result"
            >
                {move || shown.get()}
            </div>
        </div>
    }
}

impl Desk {
    /// The rules with what stands in the form in its place. Reactive.
    fn with_draft(self) -> Option<Masking> {
        let mut masking = self.register.known.get()?;
        if let Some(mut rule) = self.draft.get() {
            let before = self.opened.get().flatten();
            // What is tried is its pattern, whatever is wrong with the name yet.
            "-".clone_into(&mut rule.name);
            masking.rules.retain(|it| Some(it) != before.as_ref());
            rule.on = true;
            masking.rules.push(rule);
        }
        Some(masking)
    }
}
