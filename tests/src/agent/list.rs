//! The list of conversations.

use recado_protocol::Counts;

use super::Agent;
use crate::page::{Facts, Thing, any, button, region, textbox, thing};
use crate::waiting::{Look, until, until_equal};

/// A row of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// All that a screen reader reads of it.
    pub text: String,
    /// Its place in the whole list, from 1.
    pub position: u32,
    /// Rows of the whole list.
    pub of: u32,
    pub is_open: bool,
}

/// The list's rows are here.
pub fn list() -> [Thing; 2] {
    [region("Conversations"), thing("listbox", "Conversations")]
}

fn rows() -> [Thing; 3] {
    let [section, listbox] = list();
    [section, listbox, any("option")]
}

impl Agent {
    /// The rows that are in the page now, from the top.
    pub async fn rows(&self) -> Look<Vec<Row>> {
        let mut rows: Vec<Row> = self
            .page
            .all(&rows())
            .await?
            .into_iter()
            .map(|row: Facts| Row {
                text: row.spoken,
                position: row.position.unwrap_or_default(),
                of: row.size.unwrap_or_default(),
                is_open: row.selected,
            })
            .collect();
        rows.sort_by_key(|row| row.position);
        Ok(rows)
    }

    /// Waits for the row in which a text stands, and gives it.
    pub async fn sees_row(&self, text: &str) -> Row {
        let what = format!("{} to see a row with \"{text}\"", self.page.who());
        until(what, async || {
            let rows = self.rows().await?;
            let found = rows.iter().find(|row| row.text.contains(text)).cloned();
            found.ok_or_else(|| format!("{rows:#?}"))
        })
        .await
    }

    /// Waits until there is no row with this text.
    pub async fn sees_no_row(&self, text: &str) {
        let what = format!("{} to see no row with \"{text}\"", self.page.who());
        until(what, async || {
            let rows = self.rows().await?;
            let found = rows.iter().find(|row| row.text.contains(text));
            found.map_or(Ok(()), |row| Err(format!("{row:?}")))
        })
        .await;
    }

    /// Waits until the first row has this text.
    pub async fn sees_on_top(&self, text: &str) {
        let what = format!("{} to see \"{text}\" in the first row", self.page.who());
        until(what, async || {
            let rows = self.rows().await?;
            let first = rows.first().filter(|row| row.position == 1);
            match first {
                Some(first) if first.text.contains(text) => Ok(()),
                _ => Err(format!("{first:?}")),
            }
        })
        .await;
    }

    /// Waits until the list has so many rows in all, counted by its rows' own words.
    pub async fn list_holds(&self, count: u64) {
        let what = format!("the rows in the list of {}", self.page.who());
        until_equal(what, count, async || {
            let rows = self.rows().await?;
            Ok(rows.first().map_or(0, |row| u64::from(row.of)))
        })
        .await;
    }

    /// Presses the row in which a text stands.
    pub async fn opens_row(&self, text: &str) {
        self.page.note(format!("opens the row with {text:?}"));
        let what = format!("{} to open the row with \"{text}\"", self.page.who());
        until(what, async || {
            let [section, listbox, _] = rows();
            let all = self.page.all(&rows()).await?;
            let at = all.iter().position(|row| row.spoken.contains(text));
            let at = at.ok_or_else(|| {
                format!("{:?}", all.iter().map(|r| &r.spoken).collect::<Vec<_>>())
            })?;
            self.page
                .press_nth(&[section, listbox, any("option")], at)
                .await
        })
        .await;
    }

    /// Presses the row in which a text stands, with a key held down.
    pub async fn presses_row_holding(&self, text: &str, key: thirtyfour::Key) {
        self.page.note(format!("presses the row with {text:?}"));
        let what = format!("{} to press the row with \"{text}\"", self.page.who());
        until(what, async || {
            let at = self.place_of_row(text).await?;
            self.page.press_nth_holding(&rows(), at, key.clone()).await
        })
        .await;
    }

    /// Opens the menu of the row in which a text stands.
    pub async fn opens_row_menu(&self, text: &str) {
        self.page
            .note(format!("opens the menu of the row with {text:?}"));
        let what = format!("{} to open the menu of \"{text}\"", self.page.who());
        until(what, async || {
            let at = self.place_of_row(text).await?;
            self.page.press_nth_otherwise(&rows(), at).await
        })
        .await;
        self.page
            .shows(&[thing("menu", "Conversation actions")])
            .await;
    }

    /// Chooses in the menu of the row in which a text stands.
    pub async fn chooses_for_row(&self, text: &str, entry: &str) {
        self.opens_row_menu(text).await;
        let menu = thing("menu", "Conversation actions");
        self.page.press(&[menu, thing("menuitem", entry)]).await;
    }

    async fn place_of_row(&self, text: &str) -> Look<usize> {
        let all = self.page.all(&rows()).await?;
        let at = all.iter().position(|row| row.spoken.contains(text));
        at.ok_or_else(|| format!("{:?}", all.iter().map(|r| &r.spoken).collect::<Vec<_>>()))
    }

    /// Changes to a filter that has a tab.
    pub async fn opens_filter(&self, name: &str) {
        self.page
            .press(&[region("Conversations"), thing("tab", name)])
            .await;
        self.is_at_tab(name).await;
    }

    /// Waits until a filter that has a tab is the one that is shown.
    pub async fn is_at_tab(&self, name: &str) {
        let what = format!("the tab \"{name}\" to be selected");
        until_equal(what, true, async || {
            Ok(self.page.one(&tab(name)).await?.selected)
        })
        .await;
    }

    /// Opens the menu beside the tabs.
    pub async fn opens_more_filters(&self) {
        self.page
            .press(&[region("Conversations"), button("More filters")])
            .await;
        self.page.shows(&[any("menu")]).await;
    }

    /// Keeps what the list shows as a queue.
    pub async fn saves_queue(&self, name: &str) {
        self.opens_more_filters().await;
        let save = thing("menuitem", "Save as a queue…");
        self.page.press(&[any("menu"), save]).await;
        let window = thing("dialog", "New queue");
        let field = [window.clone(), textbox("Name of the queue")];
        self.page.write(&field, name).await;
        self.page.press(&[window.clone(), button("Save")]).await;
        self.page.shows_no(&[window]).await;
    }

    /// Waits until a tab has this count.
    pub async fn tab_counts(&self, name: &str, count: u64) {
        let what = format!("the count of \"{name}\" for {}", self.page.who());
        until_equal(what, count, async || self.count(name).await).await;
    }

    /// Waits until the tabs have the counts of the API.
    pub async fn tabs_agree_with(&self, counts: &Counts) {
        for (name, count) in [
            ("Mine", counts.mine),
            ("Pending", counts.pending),
            ("Unread", counts.unread),
            ("All", counts.all),
        ] {
            self.tab_counts(name, count).await;
        }
    }

    /// The count of a tab now.
    pub async fn count(&self, name: &str) -> Look<u64> {
        let tab = self.page.one(&tab(name)).await?;
        let digits: String = tab
            .description
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        digits
            .parse()
            .map_err(|_| format!("\"{}\"", tab.description))
    }
}

fn tab(name: &str) -> [Thing; 3] {
    [
        region("Conversations"),
        thing("tablist", "Filters"),
        thing("tab", name),
    ]
}
