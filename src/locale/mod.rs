//! Every word that a person reads, in their language: texts, times, numbers.
//!
//! The language of the page is one for the whole page, so the functions here need no handle: they
//! work in a view, in an event handler and in a task. Read inside an effect or a view's closure,
//! they run it again when the language changes.
//!
//! Every language is one JSON file, which the page names in a link. `public/boot.js` loads the first
//! one beside the program; others are fetched when they are chosen.

mod catalogue;
mod decimal;
mod failure;
mod intl;
mod key;
mod language;
mod shown;
mod size;
mod text;
mod time;
mod words;

pub use decimal::{decimal, decimal_field, plain_decimal};
pub use failure::failure_sentence;
pub use key::Key;
pub use language::{Language, LanguageChoice};
#[cfg(feature = "split")]
pub use shown::fetch_the_rest;
pub use shown::{choose_language, language, language_choice, start, unavailable_language};
pub use size::{file_size, play_time};
pub use text::{listed, t, t_count, t_count_with, t_with, text};
pub use time::{
    ago, date, day_label, full_date_time, in_tenths, local_day, number, short_age, short_number,
    time_left, time_of_day, waiting,
};
pub use words::{
    agent_status_name, channel_closed, channel_failure, channel_kind_name, kind_name,
    preview_sender, preview_text, preview_words, priority_name, problem_sentence, refusal_sentence,
    status_name, system_line, view_name,
};

#[cfg(test)]
mod files;
