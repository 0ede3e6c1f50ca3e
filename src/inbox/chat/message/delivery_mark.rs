//! How far a message of ours got, as a mark in the corner of its bubble.

use crate::markup::view;
use leptos::prelude::*;
use recado_protocol::Delivery;

use crate::locale::Key;
use crate::ui::{Icon, small_icon};

/// The mark; nothing where nothing is known.
pub fn delivery_mark(delivery: &Delivery) -> AnyView {
    let (key, icon, class) = match delivery {
        Delivery::Queued => (
            Key::DeliveryQueued,
            Icon::Clock,
            "delivery delivery--queued",
        ),
        Delivery::Sent => (Key::DeliverySent, Icon::Tick, "delivery delivery--sent"),
        Delivery::Delivered => (
            Key::DeliveryDelivered,
            Icon::Tick,
            "delivery delivery--delivered",
        ),
        Delivery::Read => (Key::DeliveryRead, Icon::Ticks, "delivery delivery--read"),
        Delivery::Failed { .. } => (
            Key::DeliveryFailedPlainly,
            Icon::Warning,
            "delivery delivery--failed",
        ),
        Delivery::Unknown => return ().into_any(),
    };
    view! {
        <span class=class role="img" aria-label=key title=key>
            {small_icon(icon)}
        </span>
    }
}
