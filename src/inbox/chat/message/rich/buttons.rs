//! A question with buttons below it.

use leptos::prelude::*;
use recado_protocol::message::more::Answer;
use recado_protocol::message::rich::Choice;

use super::choices::choices_view;

pub fn view(choices: &[Choice], answer: Option<&Answer>) -> AnyView {
    choices_view(choices, answer, "choices--buttons")
}
