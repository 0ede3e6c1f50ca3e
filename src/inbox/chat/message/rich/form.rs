//! Questions that are answered together, and what was filled in.

use leptos::prelude::*;
use recado_protocol::message::more::Answer;
use recado_protocol::message::rich::FormQuestion;

use crate::locale::Key;
use crate::markup::view;

pub fn view(questions: &[FormQuestion], answer: Option<&Answer>) -> AnyView {
    let questions: Vec<AnyView> = questions
        .iter()
        .map(|question| {
            let value = answer.and_then(|answer| filled(question, answer));
            let value = match value {
                Some(value) => view! { <dd class="form__value" dir="auto">{value}</dd> },
                None => view! {
                    <dd class="form__value form__value--open">{Key::RichNotFilled}</dd>
                },
            };
            view! {
                <dt class="form__label" dir="auto">{question.label.clone()}</dt>
                {value}
            }
        })
        .collect();
    view! { <dl class="rich form">{questions}</dl> }
}

/// What was filled in, in the words of the choices where there are some.
fn filled(question: &FormQuestion, answer: &Answer) -> Option<String> {
    let filled = answer
        .filled
        .iter()
        .find(|filled| filled.question == question.id)?;
    let choice = question
        .choices
        .iter()
        .find(|choice| choice.id == filled.value);
    Some(choice.map_or_else(|| filled.value.clone(), |choice| choice.title.clone()))
}
