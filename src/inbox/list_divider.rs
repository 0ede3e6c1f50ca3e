//! The line between list and chat, which can be dragged.

use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue};
use leptos::ev::PointerEvent;
use leptos::{html, prelude::*};

use super::list_width::{NARROWEST, WIDEST, after_key, remember, within_limits};
use crate::locale::Key;
use crate::ui::{Axis, as_read, reading_axis};

/// A drag that is going on.
#[derive(Clone, Copy)]
struct Drag {
    /// Where the pointer was pressed: [`along`].
    from: i32,
    /// How wide the list was then.
    width: u32,
}

/// Changes `width`, in CSS pixels, by pointer or by arrow keys.
#[component]
pub fn ListDivider(width: RwSignal<u32>) -> impl IntoView {
    let divider = NodeRef::<html::Div>::new();
    let drag = StoredValue::new(None::<Drag>);
    let begin = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        drag.set_value(Some(Drag {
            from: along(&event),
            width: width.get_untracked(),
        }));
        if let Some(divider) = divider.get_untracked() {
            // Without the capture a fast pointer outruns the line, which is all that happens.
            let _ = divider.set_pointer_capture(event.pointer_id());
        }
    };
    let go_on = move |event: PointerEvent| {
        if let Some(drag) = drag.get_value() {
            width.set(dragged(drag, along(&event)));
        }
    };
    let end = move || {
        if drag.get_value().is_some() {
            drag.set_value(None);
            remember(width.get_untracked());
        }
    };
    view! {
        <div
            class="list-divider"
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=Key::ListResize
            aria-valuenow=move || width.get().to_string()
            aria-valuemin=NARROWEST.to_string()
            aria-valuemax=WIDEST.to_string()
            node_ref=divider
            on:pointerdown=begin
            on:pointermove=go_on
            on:pointerup=move |_| end()
            on:pointercancel=move |_| end()
            on:keydown=move |event| {
                if let Some(wanted) = after_key(width.get_untracked(), as_read(&event.key())) {
                    event.prevent_default();
                    width.set(wanted);
                    remember(wanted);
                }
            }
        ></div>
    }
}

/// How far a pointer is along the line that is read, in CSS pixels from anywhere.
fn along(event: &PointerEvent) -> i32 {
    match reading_axis() {
        Axis::HorizontalReversed => -event.client_x(),
        _ => event.client_x(),
    }
}

fn dragged(drag: Drag, pointer: i32) -> u32 {
    let wanted = i64::from(drag.width) + i64::from(pointer) - i64::from(drag.from);
    within_limits(u32::try_from(wanted).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_follows_the_pointer_within_its_limits() {
        let drag = Drag {
            from: 400,
            width: 340,
        };
        assert_eq!(dragged(drag, 420), 360);
        assert_eq!(dragged(drag, -2_000), NARROWEST);
        assert_eq!(dragged(drag, 5_000), WIDEST);
    }
}
