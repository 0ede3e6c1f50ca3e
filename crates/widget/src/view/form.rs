//! Questions that are answered together.

use std::rc::Rc;

use js_sys::Reflect;
use recado_protocol::MessageId;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::{
    element::{attribute, set_text, within},
    rich::Drawing,
};
use crate::{locale::Text, session::Session, wire::rich::Question};

/// The attribute of a field with the id of its question.
const QUESTION: &str = "data-question";

/// Draws the fields, or what was filled in.
pub fn draw(drawing: &Drawing<'_>, parent: &Element, questions: &[Question]) {
    if let Some(given) = &drawing.given {
        for question in questions {
            let value = given.filled.iter().find(|(id, _)| *id == question.id);
            if let Some((_, value)) = value {
                let place = within(parent, "p", "form__answer");
                set_text(&within(&place, "span", "rich__note"), &question.label);
                let line = within(&place, "span", "");
                attribute(&line, "dir", "auto");
                set_text(&line, words(question, value));
            }
        }
        return;
    }
    let form = within(parent, "form", "form");
    for question in questions {
        let label = within(&form, "label", "form__question");
        let name = within(&label, "span", "");
        attribute(&name, "dir", "auto");
        set_text(&name, &question.label);
        let field = match question.choices.as_slice() {
            [] => {
                let field = within(&label, "input", "form__field");
                attribute(&field, "type", question.input);
                if question.input == "tel" {
                    attribute(&field, "pattern", "[0-9+\\-. \\(\\)\\/]{3,30}");
                }
                if question.input == "number" {
                    attribute(&field, "step", "any");
                }
                attribute(&field, "maxlength", "1000");
                field
            }
            choices => {
                let field = within(&label, "select", "form__field");
                let none = within(&field, "option", "");
                attribute(&none, "value", "");
                set_text(&none, drawing.locale.text(Text::ChooseOne));
                for choice in choices {
                    let option = within(&field, "option", "");
                    attribute(&option, "value", &choice.id);
                    set_text(&option, &choice.title);
                }
                field
            }
        };
        attribute(&field, QUESTION, &question.id);
        let _ = field.toggle_attribute_with_force("required", question.required);
        let _ = field.toggle_attribute_with_force("disabled", !drawing.is_open);
    }
    let submit = within(&form, "button", "choice form__submit");
    set_text(&submit, drawing.locale.text(Text::SubmitForm));
    let _ = submit.toggle_attribute_with_force("disabled", !drawing.is_open);
}

/// The words of a value: the title of a choice.
fn words<'a>(question: &'a Question, value: &'a str) -> &'a str {
    let choice = question.choices.iter().find(|choice| choice.id == value);
    choice.map_or(value, |choice| &choice.title)
}

/// Answers a message by what stands in the form in it.
pub fn fill_in(session: &Rc<Session>, asked: &MessageId, form: &Element) {
    let (values, words) = filled(form);
    if !values.is_empty() {
        session.fill_in(asked, values, words);
    }
}

/// What stands in the fields of a form, by the ids of the questions, and in words.
fn filled(form: &Element) -> (Vec<(String, String)>, String) {
    let (mut values, mut lines) = (Vec::new(), Vec::new());
    let Ok(fields) = form.query_selector_all(&["[", QUESTION, "]"].concat()) else {
        return (values, String::new());
    };
    for at in 0..fields.length() {
        let Some(field) = fields
            .item(at)
            .map(|field| field.unchecked_into::<Element>())
        else {
            continue;
        };
        let value = Reflect::get(&field, &"value".into()).ok();
        let value = value
            .and_then(|value| value.as_string())
            .unwrap_or_default();
        let id = field.get_attribute(QUESTION).unwrap_or_default();
        if value.trim().is_empty() {
            continue;
        }
        let label = field.previous_element_sibling();
        let label = label
            .and_then(|label| label.text_content())
            .unwrap_or_default();
        let chosen = field.query_selector("option:checked").ok().flatten();
        let shown = chosen.and_then(|option| option.text_content());
        lines.push([&label, ": ", shown.as_deref().unwrap_or(&value)].concat());
        values.push((id, value.trim().to_owned()));
    }
    (values, lines.join("\n"))
}
