//! Pictures: how large they are as they are shown, their colour from far away, and a smaller copy.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::sniffing::Found;

/// A picture is read into memory only up to this size, in bytes: about 40 million pixels. What is
/// larger keeps its width and height, and has no smaller copy.
const MOST_BYTES: u64 = 160 * 1024 * 1024;
/// Longest side of a picture that is looked at, in pixels.
const LONGEST_SIDE: u32 = 30_000;
/// Longest side of the smaller copy, in pixels: twice what a bubble shows, for dense screens.
const SMALL_SIDE: u32 = 720;
/// A file that is no larger than this needs no smaller copy, in bytes.
const SMALL_BYTES: u64 = 48 * 1024;
/// Of the smaller copy, out of 100.
const QUALITY: u8 = 78;

/// What was found out about a picture.
#[derive(Debug, Default)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub colour: Option<String>,
    pub has_thumbnail: bool,
}

/// Looks at a picture and writes its smaller copy where one helps. `None` when it can't be read.
pub fn look(path: &Path, found: Found, size: u64, thumbnail: &Path) -> Option<Picture> {
    let format = match found {
        Found::Png => ImageFormat::Png,
        Found::Jpeg => ImageFormat::Jpeg,
        Found::Gif => ImageFormat::Gif,
        Found::Webp => ImageFormat::WebP,
        Found::Avif | Found::Wav | Found::OtherAudio(_) | Found::Video(_) => return None,
    };
    let mut reader = ImageReader::with_format(BufReader::new(File::open(path).ok()?), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let (width, height) = turned(decoder.dimensions(), orientation);
    let mut picture = Picture {
        width,
        height,
        ..Picture::default()
    };
    if decoder.total_bytes() > MOST_BYTES {
        return Some(picture);
    }
    let Ok(image) = DynamicImage::from_decoder(decoder) else {
        return Some(picture);
    };
    let mut small = if image.width().max(image.height()) > SMALL_SIDE {
        image.thumbnail(SMALL_SIDE, SMALL_SIDE)
    } else {
        image
    };
    small.apply_orientation(orientation);
    picture.colour = Some(colour(&small));
    // A copy that stands still would hide that the picture moves.
    let is_needed = size > SMALL_BYTES && found != Found::Gif;
    picture.has_thumbnail = is_needed && save(&small, thumbnail);
    Some(picture)
}

fn turned((width, height): (u32, u32), orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        _ => (width, height),
    }
}

/// The average of all pixels, as much as each can be seen.
fn colour(image: &DynamicImage) -> String {
    let mut sums = [0_u64; 3];
    let mut weight = 0_u64;
    for pixel in image.to_rgba8().pixels() {
        let [red, green, blue, alpha] = pixel.0.map(u64::from);
        for (sum, part) in sums.iter_mut().zip([red, green, blue]) {
            *sum = sum.saturating_add(part * alpha);
        }
        weight = weight.saturating_add(alpha);
    }
    let [red, green, blue] = sums.map(|sum| sum.checked_div(weight).unwrap_or(0x80));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn save(image: &DynamicImage, path: &Path) -> bool {
    let saved = File::create(path)
        .map_err(image::ImageError::IoError)
        .and_then(|mut file| {
            if image.color().has_alpha() {
                return image.write_to(&mut std::io::BufWriter::new(file), ImageFormat::Png);
            }
            let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, QUALITY);
            DynamicImage::ImageRgb8(image.to_rgb8()).write_with_encoder(encoder)
        });
    if let Err(error) = &saved {
        tracing::warn!("no smaller copy of a picture: {error}");
    }
    saved.is_ok()
}
