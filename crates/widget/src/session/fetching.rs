//! Has the extras when they are wanted, and keeps until then what is for them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use web_sys::File;

use super::Session;
use crate::{
    browser::page,
    extras::{self, Extras},
    picture::{Connection, Progress},
};

/// How far the extras are.
#[derive(Default)]
pub(super) struct Fetching {
    pub(super) progress: Cell<Progress>,
    extras: Cell<Option<&'static dyn Extras>>,
    /// Files that were chosen before.
    files: RefCell<Vec<File>>,
}

impl Session {
    /// The extras. When they are not there yet they are fetched, and all is drawn anew with them.
    pub fn extras(self: &Rc<Self>) -> Option<&'static dyn Extras> {
        let extras = self.fetching.extras.get();
        if extras.is_none() && self.fetching.progress.get() == Progress::Unasked {
            self.fetch_extras();
        }
        extras
    }

    /// Fetches them unless that is done or under way.
    pub fn fetch_extras(self: &Rc<Self>) {
        let progress = &self.fetching.progress;
        if matches!(progress.get(), Progress::Asked | Progress::Here) {
            return;
        }
        progress.set(Progress::Asked);
        let session = self.clone();
        page::spawn(async move {
            let extras = extras::fetch().await;
            session.fetching.extras.set(extras);
            session.fetching.progress.set(match extras {
                Some(_) => Progress::Here,
                None => Progress::Missing,
            });
            if let Some(extras) = extras {
                extras.restore_tray(&session, &session.keeper.tray());
                let files = session.fetching.files.take();
                if !files.is_empty() {
                    extras.attach(&session, files);
                }
                session.go_on_with_extras();
            }
            session.show();
        });
    }

    /// Whether they were asked for and did not come.
    pub fn lacks_extras(&self) -> bool {
        self.fetching.progress.get() == Progress::Missing
    }

    /// The visitor wants another try.
    pub fn fetch_extras_again(self: &Rc<Self>) {
        self.fetch_extras();
        self.show();
    }

    /// Takes files that the visitor has chosen.
    pub fn attach(self: &Rc<Self>, files: Vec<File>) {
        match self.extras() {
            Some(extras) => extras.attach(self, files),
            None => {
                self.fetching.files.borrow_mut().extend(files);
                self.fetch_extras_again();
            }
        }
    }

    /// The link is live.
    pub(super) fn go_on_with_extras(self: &Rc<Self>) {
        match self.fetching.extras.get() {
            Some(extras) if self.connection.get() == Connection::Live => {
                extras.go_on_with_files(self);
            }
            None if self.fetching.progress.get() == Progress::Missing => self.fetch_extras(),
            _ => {}
        }
    }

    /// The names of the files that wait for the extras; `None` when no files do.
    pub(super) fn held_files(&self) -> Option<Vec<String>> {
        let is_here = self.fetching.extras.get().is_some();
        let files = self.fetching.files.borrow();
        let holds = !files.is_empty() || !self.keeper.tray().is_empty();
        (!is_here && holds).then(|| files.iter().map(File::name).collect())
    }
}
