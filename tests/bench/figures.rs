//! The figures: how they are summed up and printed.

/// A frame that is longer is felt, in milliseconds.
pub const LONG_FRAME_MS: f64 = 50.0;

/// A row of times: name, repeats, p50, p95, longest, budget.
pub fn times(name: &str, times: &[Option<f64>], budget: &str) {
    let lost = times.iter().filter(|time| time.is_none()).count();
    let known: Vec<f64> = times.iter().copied().flatten().collect();
    let repeats = match lost {
        0 => known.len().to_string(),
        lost => format!("{} (and {lost} given up after 10 s)", known.len()),
    };
    let [p50, p95, most] = [50, 95, 100].map(|percent| percentile(&known, percent));
    println!("| {name} | {repeats} | {p50:.1} | {p95:.1} | {most:.1} | {budget} |");
}

/// Rows of what was drawn: when it was on the screen, and how often not in the next frame.
pub fn drawings(name: &str, drawings: &[Option<[f64; 2]>]) {
    let part = |part: usize| {
        let of = |drawing: &Option<[f64; 2]>| drawing.map(|all| all[part]);
        drawings.iter().map(of).collect::<Vec<_>>()
    };
    let painted = format!("{name}, click to painted");
    times(&painted, &part(0), "16 at p95");
    let frames: Vec<f64> = part(1).into_iter().flatten().collect();
    let later = frames.iter().filter(|frame| **frame > 1.0).count();
    let name = format!("{name}: of {}, not in the next frame", frames.len());
    value(&name, later, "0");
}

/// A row with the value that two of a hundred exceed, as Interaction to Next Paint is counted.
pub fn p98(name: &str, times: &[f64], budget: &str) {
    value(name, format!("{:.1}", percentile(times, 98)), budget);
}

/// A row of frames: name, frames, p50, p95, longest, how many are long.
pub fn frames(name: &str, times: &[f64], budget: &str) {
    let [p50, p95, most] = [50, 95, 100].map(|percent| percentile(times, percent));
    let long = times.iter().filter(|time| **time > LONG_FRAME_MS).count();
    let count = times.len();
    println!(
        "| {name}: frames, {long} over 50 ms | {count} | {p50:.1} | {p95:.1} | {most:.1} | {budget} |"
    );
}

/// A row with one value.
pub fn value(name: &str, value: impl std::fmt::Display, budget: &str) {
    println!("| {name} | 1 | {value} | | | {budget} |");
}

/// A thing that is said below the tables.
pub fn note(text: impl std::fmt::Display) {
    println!("| note: {text} | | | | | |");
}

fn percentile(times: &[f64], percent: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    // The smallest that is not exceeded by so many of a hundred.
    let at = (last * percent).div_ceil(100);
    sorted.get(at).copied().unwrap_or(f64::NAN)
}
