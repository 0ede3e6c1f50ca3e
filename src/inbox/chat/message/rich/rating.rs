//! How content a customer was.

use leptos::prelude::*;

use crate::locale::{Key, number, t_with};
use crate::markup::view;

/// More stars than these are written as a number only.
const MOST_STARS: u32 = 10;

pub fn view(score: u32, best: u32) -> AnyView {
    let stars = (best <= MOST_STARS && score <= best).then(|| {
        let stars: String = (0..best)
            .map(|star| if star < score { '★' } else { '☆' })
            .collect();
        view! { <span class="rating__stars" aria-hidden="true">{stars}</span> }
    });
    let words = move || {
        let (score, best) = (number(score.into()), number(best.into()));
        t_with(Key::RichRating, &[("score", &score), ("best", &best)])
    };
    view! {
        <p class="rich rating">{stars} <span>{words}</span></p>
    }
}
