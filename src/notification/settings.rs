//! What a person wants to be told of on this device, and when not.

use recado_protocol::Filter;
use recado_protocol::queue::Queue;

use super::kind::Kind;
use crate::browser::clock;
use crate::browser::local_time::field_value;
use crate::browser::storage;

/// Under these names it is kept on this device.
const NOT_TOLD: &str = "not told";
const QUIET: &str = "quiet";
/// A line for each queue that is silent: its id and what it shows.
const SILENT: &str = "silent queues";
/// Proposed when quiet hours are first wanted.
const NIGHT: &str = "22:00-07:00";

/// Whether a kind is told by a notification and the sound.
pub fn is_told(kind: Kind) -> bool {
    !not_told().contains(&kind)
}

pub fn tell(kind: Kind, on: bool) {
    let mut all = not_told();
    all.retain(|it| *it != kind);
    if !on {
        all.push(kind);
    }
    let words: Vec<&str> = all.into_iter().map(Kind::word).collect();
    storage::set(NOT_TOLD, &words.join(" "));
}

fn not_told() -> Vec<Kind> {
    let kept = storage::get(NOT_TOLD).unwrap_or_default();
    kept.split(' ').filter_map(Kind::from_word).collect()
}

/// Whether what comes into a queue is told.
pub fn is_queue_told(queue: &Queue) -> bool {
    silent().all(|(id, _)| id != queue.id.as_str())
}

/// Keeps which of these queues are silent, as they are now: others are gone.
pub fn keep_silent(queues: &[Queue], is_silent: impl Fn(&Queue) -> bool) {
    let lines: Vec<String> = queues
        .iter()
        .filter(|queue| is_silent(queue))
        .map(|queue| format!("{} {}", queue.id, queue.filter))
        .collect();
    if lines.is_empty() {
        storage::remove(SILENT);
    } else {
        storage::set(SILENT, &lines.join("\n"));
    }
}

/// What the silent queues show.
pub fn silent_filters() -> Vec<Filter> {
    silent()
        .map(|(_, query)| Filter::from_query(&query))
        .collect()
}

fn silent() -> impl Iterator<Item = (String, String)> {
    let kept = storage::get(SILENT).unwrap_or_default();
    let lines: Vec<_> = kept
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(id, query)| (id.to_owned(), query.to_owned()))
        .collect();
    lines.into_iter()
}

/// The hours in which nothing is told, from and to, on a clock of 24 hours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuietHours {
    pub from: String,
    pub to: String,
}

impl QuietHours {
    /// Those that are kept; `None` where there are none.
    pub fn kept() -> Option<Self> {
        Self::read(&storage::get(QUIET)?)
    }

    pub fn proposed() -> Self {
        let (from, to) = NIGHT.split_once('-').unwrap_or_default();
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let is_time = |time: &str| time.len() == 5 && time.as_bytes()[2] == b':';
        (is_time(from) && is_time(to)).then(|| Self {
            from: from.to_owned(),
            to: to.to_owned(),
        })
    }

    pub fn keep(hours: Option<&Self>) {
        match hours {
            Some(Self { from, to }) => {
                storage::set(QUIET, &format!("{from}-{to}"));
            }
            None => storage::remove(QUIET),
        }
    }

    /// Whether a time of day is one of them; the night goes over midnight.
    fn hold(&self, time: &str) -> bool {
        let (from, to) = (self.from.as_str(), self.to.as_str());
        if from <= to {
            from <= time && time < to
        } else {
            from <= time || time < to
        }
    }
}

/// Whether it is quiet now.
pub fn is_quiet() -> bool {
    let now = field_value(clock::now());
    let time = now.split_once('T').map_or("", |(_, time)| time);
    QuietHours::kept().is_some_and(|hours| hours.hold(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        let night = QuietHours::proposed();
        for time in ["22:00", "23:59", "00:00", "06:59"] {
            assert!(night.hold(time), "{time}");
        }
        for time in ["07:00", "12:00", "21:59"] {
            assert!(!night.hold(time), "{time}");
        }
        let noon = QuietHours::read("12:00-13:30").unwrap();
        assert!(noon.hold("12:00") && noon.hold("13:29"));
        assert!(!noon.hold("13:30") && !noon.hold("11:59"));
    }

    #[test]
    fn rubbish_is_no_time() {
        for rubbish in ["", "-", "22:00", "22-07", "22:00-7"] {
            assert_eq!(QuietHours::read(rubbish), None, "{rubbish}");
        }
    }
}
