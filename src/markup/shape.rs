//! The text that says what stays of a piece of the page. `crates/markup` writes it.
//!
//! It is a row of steps. Each begins with `U+0001` and a letter that says its kind; the rest of it is a name or a text:
//!
//! | step | means |
//! |---|---|
//! | `<tag`, `^tag` | an element begins, of HTML or of an SVG drawing |
//! | `=name`, `U+0002`, value | an attribute that stays |
//! | `"text` | a text that stays |
//! | `aname`, `cname`, `sname`, `pname` | a hole for an attribute, a class, a property of the style, a property |
//! | `!` | a hole for a listener, or for who wants the element |
//! | `{` | a hole for a child |
//! | `>` | the element ends |

use super::setting::Slot;

/// One step of a shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Begin {
        tag: &'static str,
        is_svg: bool,
    },
    Fixed {
        name: &'static str,
        value: &'static str,
    },
    Text(&'static str),
    Setting(Slot),
    Listener,
    Child,
    End,
}

/// The steps of a shape, in their order.
pub fn steps(shape: &'static str) -> impl Iterator<Item = Step> {
    shape.split('\u{1}').skip(1).filter_map(|step| {
        let (kind, rest) = step.split_at_checked(1)?;
        Some(match kind {
            "<" => Step::Begin {
                tag: rest,
                is_svg: false,
            },
            "^" => Step::Begin {
                tag: rest,
                is_svg: true,
            },
            "=" => {
                let (name, value) = rest.split_once('\u{2}')?;
                Step::Fixed { name, value }
            }
            "\"" => Step::Text(rest),
            "a" => Step::Setting(Slot::Attribute(rest)),
            "c" => Step::Setting(Slot::Class(rest)),
            "s" => Step::Setting(Slot::Style(rest)),
            "p" => Step::Setting(Slot::Property(rest)),
            "!" => Step::Listener,
            "{" => Step::Child,
            _ => Step::End,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_read_as_the_macro_writes_it() {
        let shape =
            "\u{1}<p\u{1}=class\u{2}a=b\u{1}atitle\u{1}!\u{1}^svg\u{1}>\u{1}\"{<\u{1}{\u{1}>";
        let svg = Step::Begin {
            tag: "svg",
            is_svg: true,
        };
        assert_eq!(
            steps(shape).collect::<Vec<_>>(),
            [
                Step::Begin {
                    tag: "p",
                    is_svg: false
                },
                Step::Fixed {
                    name: "class",
                    value: "a=b"
                },
                Step::Setting(Slot::Attribute("title")),
                Step::Listener,
                svg,
                Step::End,
                Step::Text("{<"),
                Step::Child,
                Step::End,
            ]
        );
    }
}
