//! How fast the agent app is in a real browser over a large account: `cargo xtask bench --speed`.
//!
//! Prints the rows of the tables in `docs/performance.md`. Everything ends by itself: each part has
//! a bounded number of repeats or a deadline.

mod account;
mod bulk;
mod driving;
mod events;
mod figures;
mod load;
mod measuring;
mod starting;
mod working;

use recado_tests::{Scene, play};

fn main() {
    let data = account::prepare();
    play(Scene::kept_in(data.path()), async |stage| {
        measuring::everything(stage).await;
    });
}
