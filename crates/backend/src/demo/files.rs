//! The files of the demo: drawn and played by a few lines each, so that nothing large stands in the project.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage};
use recado_protocol::{Attachment, Timestamp};
use rusqlite::Connection;

use crate::files::Files;
use crate::files::inspection::{Inspected, inspect};
use crate::storage::files::{self, NewFile};

/// Whose they are: nobody's upload.
const OWNER: &str = "demo";
/// Two and a half seconds of a chair that turns.
const FILM: &[u8] = include_bytes!("film.webm");
/// Samples a second.
const RATE: u32 = 8_000;

/// What the messages of the conversation with every kind hold. What could not be kept is not there.
#[derive(Default)]
pub struct Album {
    pub pictures: Vec<Attachment>,
    pub film: Vec<Attachment>,
    pub voice: Vec<Attachment>,
    pub sound: Vec<Attachment>,
    pub list: Vec<Attachment>,
}

/// Makes the files in the data folder.
///
/// # Errors
/// When the database can't be written to.
pub fn make(sql: &Connection, data: &Path, now: Timestamp) -> rusqlite::Result<Album> {
    let keeper = Keeper {
        sql,
        files: Files::beside(data),
        now,
    };
    Ok(Album {
        pictures: keeper.all(&[
            ("armchair.png", "image/png", picture(960, 640)),
            ("detail.png", "image/png", picture(480, 720)),
        ])?,
        film: keeper.all(&[("all-sides.webm", "video/webm", FILM.to_vec())])?,
        voice: keeper.all(&[("voice.wav", "audio/wav", recording(48_000, voice_at))])?,
        sound: keeper.all(&[("doorbell.wav", "audio/wav", recording(16_000, bell_at))])?,
        list: keeper.all(&[("price-list.csv", "text/csv", price_list())])?,
    })
}

struct Keeper<'a> {
    sql: &'a Connection,
    files: Files,
    now: Timestamp,
}

impl Keeper<'_> {
    fn all(&self, files: &[(&str, &str, Vec<u8>)]) -> rusqlite::Result<Vec<Attachment>> {
        let mut kept = Vec::new();
        for (name, media_type, bytes) in files {
            match self.write(name, media_type, bytes) {
                Ok(inspected) => kept.push(self.note(inspected)?),
                // The demo is as good without.
                Err(error) => tracing::warn!("{name} of the demo could not be kept: {error}"),
            }
        }
        Ok(kept)
    }

    fn write(&self, name: &str, media_type: &str, bytes: &[u8]) -> std::io::Result<Inspected> {
        let said = Attachment {
            file: format!("demo-{}", name.replace('.', "-")).into(),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            size: bytes.len() as u64,
            width: None,
            height: None,
            colour: None,
            voice: name == "voice.wav",
            duration_ms: None,
            waveform: Vec::new(),
        };
        let path = self.files.path(&said.file);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, bytes)?;
        inspect(&path, &self.files.thumbnail(&said.file), said)
    }

    fn note(&self, inspected: Inspected) -> rusqlite::Result<Attachment> {
        let Inspected {
            attachment,
            has_thumbnail,
        } = inspected;
        let new = NewFile {
            attachment: &attachment,
            owner: OWNER,
            key: None,
            now: self.now,
            expires_at: self.now,
        };
        files::add(self.sql, &new)?;
        // The message that holds it is written in the same transaction: until then nothing sweeps.
        files::complete(self.sql, &attachment, has_thumbnail, self.now)?;
        Ok(attachment)
    }
}

/// A chair in a room.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let (wood, seat) = (Rgb([122, 78, 38]), Rgb([63, 104, 96]));
    // Rectangles in hundredths of the width and of the height: from, to, colour.
    let parts = [
        ([30, 20], [36, 88], wood),
        ([36, 22], [64, 50], seat),
        ([64, 20], [70, 88], wood),
        ([30, 56], [70, 66], seat),
        ([26, 50], [34, 56], wood),
        ([66, 50], [74, 56], wood),
    ];
    let image = RgbImage::from_fn(width, height, |x, y| {
        let (across, along) = (x * 100 / width, y * 100 / height);
        let part = parts
            .iter()
            .rev()
            .find(|([left, top], [right, bottom], _)| {
                (*left..*right).contains(&across) && (*top..*bottom).contains(&along)
            });
        match part {
            Some((_, _, colour)) => *colour,
            None if along > 80 => Rgb([198, 180, 154]),
            None => Rgb([236, 229 - u8::try_from(along / 4).unwrap_or(0), 216]),
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    // To memory it can't fail for a picture of this size.
    if let Err(error) = image.write_to(&mut bytes, ImageFormat::Png) {
        tracing::warn!("a picture of the demo could not be drawn: {error}");
    }
    bytes.into_inner()
}

/// A recording in WAV, 8 bits, one channel: `at` gives the loudness and the pitch in hertz of a sample.
fn recording(samples: u32, at: impl Fn(f32) -> (f32, f32)) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&(36 + samples).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt ");
    bytes.extend_from_slice(&16_u32.to_le_bytes());
    // Whole numbers, one channel.
    bytes.extend_from_slice(&[1, 0, 1, 0]);
    bytes.extend_from_slice(&RATE.to_le_bytes());
    bytes.extend_from_slice(&RATE.to_le_bytes());
    bytes.extend_from_slice(&[1, 0, 8, 0]);
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&samples.to_le_bytes());
    let mut phase = 0.0_f32;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "samples of a short sound, and a level between 0 and 255"
    )]
    bytes.extend((0..samples).map(|sample| {
        let (loudness, hertz) = at(sample as f32 / RATE as f32);
        phase += hertz / RATE as f32;
        (128.0 + 100.0 * loudness * (phase * std::f32::consts::TAU).sin()) as u8
    }));
    bytes
}

/// Something like speech: syllables of different length and pitch, with a breath between.
fn voice_at(second: f32) -> (f32, f32) {
    let breath = if (2.6..3.1).contains(&second) {
        0.05
    } else {
        1.0
    };
    let syllable = (second * 4.3).sin().abs() * (0.4 + 0.6 * (second * 1.7).cos().abs());
    (breath * syllable, 140.0 + 40.0 * (second * 2.1).sin())
}

/// Two strokes of a bell.
fn bell_at(second: f32) -> (f32, f32) {
    let (since, hertz) = if second < 0.7 {
        (second, 660.0)
    } else {
        (second - 0.7, 520.0)
    };
    ((-3.0 * since).exp(), hertz)
}

fn price_list() -> Vec<u8> {
    let lines = [
        "Item,Wood,Price (R$)",
        "Armchair,Oak,1290",
        "Stool,Beech,340",
        "Bench,Oak,890",
    ];
    lines.join("\r\n").into_bytes()
}
