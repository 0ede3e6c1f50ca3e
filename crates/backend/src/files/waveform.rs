//! WAV recordings: how long they are and how loud from beginning to end.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use recado_protocol::attachment::WAVEFORM_BARS;

/// What was found out about a recording.
#[derive(PartialEq, Eq, Debug)]
pub struct Sound {
    pub duration_ms: u64,
    pub waveform: Vec<u8>,
}

/// The part of the format that matters.
struct Format {
    channels: u64,
    rate: u64,
    bytes_per_sample: u64,
}

/// Reads a recording of whole numbers, 8 or 16 bits each; `None` for any other.
pub fn read(path: &Path) -> Option<Sound> {
    let mut file = BufReader::new(File::open(path).ok()?);
    file.seek(SeekFrom::Start(12)).ok()?;
    let mut format = None;
    loop {
        let name: [u8; 4] = bytes(&mut file)?;
        let length = u64::from(u32::from_le_bytes(bytes(&mut file)?));
        match (&name, &format) {
            (b"fmt ", _) => {
                format = Some(read_format(&mut file)?);
                file.seek_relative(i64::try_from(length).ok()?.checked_sub(16)?)
                    .ok()?;
            }
            (b"data", Some(format)) => return measure(&mut file, format, length),
            // Chunks stand at even places.
            _ => file
                .seek_relative(i64::try_from(length.next_multiple_of(2)).ok()?)
                .ok()?,
        }
    }
}

fn read_format(file: &mut impl Read) -> Option<Format> {
    let kind = u16::from_le_bytes(bytes(file)?);
    let channels = u64::from(u16::from_le_bytes(bytes(file)?));
    let rate = u64::from(u32::from_le_bytes(bytes(file)?));
    let _bytes_per_second: [u8; 4] = bytes(file)?;
    let _bytes_per_frame: [u8; 2] = bytes(file)?;
    let bits = u64::from(u16::from_le_bytes(bytes(file)?));
    let is_readable = kind == 1 && channels > 0 && rate > 0 && matches!(bits, 8 | 16);
    is_readable.then_some(Format {
        channels,
        rate,
        bytes_per_sample: bits / 8,
    })
}

fn measure(file: &mut impl Read, format: &Format, length: u64) -> Option<Sound> {
    let samples = length / format.bytes_per_sample;
    let bars = u64::try_from(WAVEFORM_BARS).ok()?.min(samples);
    let mut peaks = vec![0_u16; usize::try_from(bars).ok()?];
    let mut buffer = vec![0; 64 * 1024];
    let mut at = 0_u64;
    let mut left = file.take(samples * format.bytes_per_sample);
    loop {
        let got = read_full(&mut left, &mut buffer)?;
        if got == 0 {
            break;
        }
        let step = usize::try_from(format.bytes_per_sample).ok()?;
        for sample in buffer[..got].chunks_exact(step) {
            let loudness = match sample {
                [byte] => u16::from(byte.abs_diff(128)) << 8,
                [low, high] => i16::from_le_bytes([*low, *high]).unsigned_abs(),
                _ => 0,
            };
            let bar = usize::try_from(at * bars / samples).ok()?;
            if let Some(peak) = peaks.get_mut(bar) {
                *peak = (*peak).max(loudness);
            }
            at += 1;
        }
    }
    let loudest = peaks.iter().copied().max().unwrap_or(0).max(1);
    let waveform = peaks
        .iter()
        .map(|peak| u8::try_from(u32::from(*peak) * 255 / u32::from(loudest)).unwrap_or(u8::MAX));
    let frames = samples / format.channels;
    Some(Sound {
        duration_ms: frames.saturating_mul(1_000) / format.rate,
        waveform: waveform.collect(),
    })
}

/// As much as there is, up to the buffer's end.
fn read_full(file: &mut impl Read, buffer: &mut [u8]) -> Option<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]).ok()? {
            0 => break,
            more => filled += more,
        }
    }
    Some(filled)
}

fn bytes<const N: usize>(file: &mut impl Read) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// One channel, 8,000 a second, 16 bits, with a chunk before the sound that nobody needs.
    fn wav(samples: &[i16]) -> Vec<u8> {
        let mut wav = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0\x01\0\x01\0".to_vec();
        wav.extend(8_000_u32.to_le_bytes());
        wav.extend(16_000_u32.to_le_bytes());
        wav.extend([2, 0, 16, 0]);
        wav.extend(b"data");
        wav.extend(u32::try_from(samples.len() * 2).unwrap().to_le_bytes());
        wav.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        wav
    }

    fn sound(bytes: &[u8]) -> Option<Sound> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        read(file.path())
    }

    #[test]
    fn a_recording_that_grows_louder_has_bars_that_grow() {
        let samples: Vec<i16> = (0..8_000).map(|at| i16::try_from(at).unwrap()).collect();
        let sound = sound(&wav(&samples)).unwrap();
        assert_eq!(sound.duration_ms, 1_000);
        assert_eq!(sound.waveform.len(), WAVEFORM_BARS);
        assert!(sound.waveform.is_sorted(), "{:?}", sound.waveform);
        assert_eq!(sound.waveform.last(), Some(&255));
    }

    #[test]
    fn silence_is_flat_and_nonsense_is_nothing() {
        assert_eq!(sound(&wav(&[0; 100])).unwrap().waveform, vec![0; 64]);
        assert_eq!(sound(&wav(&[])).unwrap().waveform, Vec::<u8>::new());
        assert_eq!(sound(b"RIFF\0\0\0\0WAVE"), None);
        assert_eq!(sound(b"RIFF\0\0\0\0WAVEfmt \xff\xff\xff\xff"), None);
        let mut cut = wav(&[1; 1_000]);
        cut.truncate(600);
        assert!(sound(&cut).is_some());
    }
}
