//! The files that were exchanged with a person, in every conversation.

use recado_protocol::person::{Exchanged, ExchangedPage, FileSort};
use recado_protocol::{ContactId, Timestamp};
use rusqlite::{Connection, params};

use super::column::{Columns, Time};

/// Where a page ends: the time and the file of its last one.
pub struct Place {
    at: Timestamp,
    file: String,
}

impl Place {
    /// Reads the cursor of a page.
    pub fn read(cursor: &str) -> Option<Self> {
        let (at, file) = cursor.split_once('-')?;
        Some(Self {
            at: Timestamp::from_millis(at.parse().ok()?),
            file: file.to_owned(),
        })
    }
}

const PICTURES: &str = "('image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif')";
const FILMS: &str = "('video/mp4', 'video/webm', 'video/ogg', 'video/quicktime')";

/// The files of one sort after a place, the newest first.
pub fn page(
    sql: &Connection,
    contact: &ContactId,
    sort: FileSort,
    after: Option<&Place>,
) -> rusqlite::Result<ExchangedPage> {
    let media_type = "json_extract(f.attachment, '$.media_type')";
    // As `AttachmentKind::of` has it.
    let of_sort = match sort {
        FileSort::Pictures => format!("{media_type} IN {PICTURES}"),
        FileSort::Films => format!("{media_type} IN {FILMS}"),
        FileSort::Sounds => format!("{media_type} LIKE 'audio/%'"),
        FileSort::Files => format!(
            "{media_type} NOT IN {PICTURES} AND {media_type} NOT IN {FILMS}
             AND {media_type} NOT LIKE 'audio/%'"
        ),
    };
    let size = ExchangedPage::SIZE as usize;
    let mut items: Vec<Exchanged> = sql
        .prepare_cached(&format!(
            "SELECT f.attachment AS attachment, m.conversation AS conversation, m.id AS message,
                    m.at AS at, m.from_customer AS from_customer
             FROM conversations c
             JOIN file_uses u ON u.conversation = c.id
             JOIN files f ON f.id = u.file
             JOIN messages m ON m.id = u.message
             WHERE c.contact = ?1 AND {of_sort} AND (m.at, f.id) < (?2, ?3)
             ORDER BY m.at DESC, f.id DESC LIMIT ?4"
        ))?
        .query_map(
            params![
                contact.as_str(),
                Time(after.map_or(Timestamp::from_millis(i64::MAX), |place| place.at)),
                after.map_or("", |place| place.file.as_str()),
                ExchangedPage::SIZE + 1,
            ],
            |row| {
                Ok(Exchanged {
                    attachment: row.json("attachment")?,
                    conversation: row.id("conversation")?,
                    message: row.id("message")?,
                    at: row.time("at")?,
                    from_customer: row.get("from_customer")?,
                })
            },
        )?
        .collect::<rusqlite::Result<_>>()?;
    let has_more = items.len() > size;
    items.truncate(size);
    let last = items.last().filter(|_| has_more);
    let next = last.map(|last| format!("{}-{}", last.at.millis(), last.attachment.file));
    Ok(ExchangedPage { items, next })
}
