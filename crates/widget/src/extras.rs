//! What a conversation of plain texts does without: texts with markup, structured messages and their answers, files, emoji to
//! pick.
//!
//! Its code is in a file of its own, which is fetched when the first of it is wanted. Only what ships is cut so (the
//! feature `split`; how: `crates/xtask/src/build/split.rs`). What implements [`Extras`] is named here and nowhere else, or
//! it would be in the start too.

use std::rc::Rc;

use recado_protocol::MessageId;
use wasm_split_helpers::SplitLoaderError;
#[cfg(feature = "split")]
use wasm_split_helpers::wasm_split;
use web_sys::{Element, File, HtmlTextAreaElement};

use crate::{locale::Locale, session::Session, tray::Upload, view};

/// The ways into that file.
pub trait Extras {
    /// Puts a text into an element as its markup says, in place of what is in it.
    fn draw_text(&self, place: &Element, text: &str, locale: Locale);
    /// Draws a message that is more than a text into its bubble. False when nothing of it can be drawn.
    fn draw_rich(
        &self,
        session: &Rc<Session>,
        bubble: &Element,
        content: &str,
        answer: Option<&str>,
        is_asked: bool,
    ) -> bool;
    /// Answers a message by the choice of a button in it.
    fn choose(&self, session: &Rc<Session>, asked: &MessageId, button: &Element);
    /// Answers a message by what stands in the form in it.
    fn fill_in(&self, session: &Rc<Session>, asked: &MessageId, form: &Element);
    /// Draws the files of the message that is being written.
    fn draw_tray(&self, list: &Element, locale: Locale, tray: &[Upload], before: &[Upload]);
    /// Does what the pressed button of such a file says.
    fn act_in_tray(&self, session: &Rc<Session>, pressed: &Element);
    /// Draws the emoji that can be picked into a field.
    fn draw_emoji(&self, place: &Element, field: &HtmlTextAreaElement, locale: Locale);
    /// Takes files that the visitor has chosen.
    fn attach(&self, session: &Rc<Session>, files: Vec<File>);
    /// Takes in the files that an earlier life of the page kept.
    fn restore_tray(&self, session: &Rc<Session>, kept: &str);
    /// Goes on with the files: the link is live.
    fn go_on_with_files(&self, session: &Rc<Session>);
    /// Sends a text with the files that go with it.
    fn send_with_files(&self, session: &Rc<Session>, text: String);
}

#[cfg_attr(feature = "split", wasm_split(extras, fallible))]
fn all() -> Result<&'static dyn Extras, SplitLoaderError> {
    Ok(view::EXTRAS)
}

/// Fetches the file; `None` when it can't be had now.
pub async fn fetch() -> Option<&'static dyn Extras> {
    #[cfg(feature = "split")]
    let all = all().await;
    #[cfg(not(feature = "split"))]
    let all = all();
    all.ok()
}
