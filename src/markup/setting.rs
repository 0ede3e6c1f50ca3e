//! The values of attributes, classes, styles and properties.

use crate::reactive::{Memo, RwSignal, Signal};
use std::borrow::Cow;

use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlElement;

/// A value, at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    Absent,
    Flag(bool),
    Text(Cow<'static, str>),
}

/// A value that stays, or one that follows what it is computed from.
pub enum Setting {
    Fixed(Value),
    Live(Box<dyn Fn() -> Value>),
}

impl Setting {
    fn now(self) -> Value {
        match self {
            Self::Fixed(value) => value,
            Self::Live(compute) => compute(),
        }
    }
}

/// Where on an element a value goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    Attribute(&'static str),
    Class(&'static str),
    Style(&'static str),
    Property(&'static str),
}

impl Slot {
    /// The browser refuses only names that can't be one, and names here are literals of the source.
    pub fn set(self, element: &web_sys::Element, value: &Value) {
        let _ = match self {
            Self::Attribute(name) => match value {
                Value::Text(text) => element.set_attribute(name, text),
                Value::Flag(true) => element.set_attribute(name, ""),
                Value::Flag(false) | Value::Absent => element.remove_attribute(name),
            },
            Self::Class(name) => element
                .class_list()
                .toggle_with_force(name, *value == Value::Flag(true))
                .map(|_| ()),
            Self::Style(name) => {
                let style = element.unchecked_ref::<HtmlElement>().style();
                match value {
                    Value::Text(text) => style.set_property(name, text),
                    Value::Flag(_) | Value::Absent => style.remove_property(name).map(|_| ()),
                }
            }
            Self::Property(name) => {
                let value = match value {
                    Value::Text(text) => JsValue::from_str(text),
                    Value::Flag(flag) => JsValue::from_bool(*flag),
                    Value::Absent => JsValue::UNDEFINED,
                };
                Reflect::set(element, &JsValue::from_str(name), &value).map(|_| ())
            }
        };
    }
}

/// What can be written behind the `=` of an attribute.
pub trait IntoSetting {
    fn into_setting(self) -> Setting;
}

impl IntoSetting for &'static str {
    fn into_setting(self) -> Setting {
        Setting::Fixed(Value::Text(Cow::Borrowed(self)))
    }
}

impl IntoSetting for String {
    fn into_setting(self) -> Setting {
        Setting::Fixed(Value::Text(Cow::Owned(self)))
    }
}

impl IntoSetting for bool {
    fn into_setting(self) -> Setting {
        Setting::Fixed(Value::Flag(self))
    }
}

impl<S: IntoSetting> IntoSetting for Option<S> {
    fn into_setting(self) -> Setting {
        self.map_or(Setting::Fixed(Value::Absent), IntoSetting::into_setting)
    }
}

impl<F, S> IntoSetting for F
where
    F: Fn() -> S + 'static,
    S: IntoSetting,
{
    fn into_setting(self) -> Setting {
        Setting::Live(Box::new(move || self().into_setting().now()))
    }
}

impl<S> IntoSetting for Signal<S>
where
    S: IntoSetting + Clone + Send + Sync + 'static,
{
    fn into_setting(self) -> Setting {
        (move || self.get()).into_setting()
    }
}

impl<S> IntoSetting for Memo<S>
where
    S: IntoSetting + Clone + Send + Sync + 'static,
{
    fn into_setting(self) -> Setting {
        (move || self.get()).into_setting()
    }
}

impl<S> IntoSetting for RwSignal<S>
where
    S: IntoSetting + Clone + Send + Sync + 'static,
{
    fn into_setting(self) -> Setting {
        (move || self.get()).into_setting()
    }
}
