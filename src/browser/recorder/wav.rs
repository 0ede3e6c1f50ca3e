//! A recording as WAV, for browsers that record in no codec that others can play.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{
    AudioContext, AudioProcessingEvent, Blob, BlobPropertyBag, MediaStreamAudioSourceNode,
    ScriptProcessorNode,
};

use super::Recording;

const MEDIA_TYPE: &str = "audio/wav";
/// How many samples come at once.
const SAMPLES: u32 = 4_096;
/// As many samples a second are enough for a voice; more are thinned out.
const ENOUGH: u32 = 16_000;

pub struct WavRecorder {
    processor: ScriptProcessorNode,
    samples: Rc<RefCell<Vec<i16>>>,
    is_paused: Rc<Cell<bool>>,
    rate: u32,
    _on_samples: Closure<dyn Fn(AudioProcessingEvent)>,
}

impl WavRecorder {
    pub fn begin(
        context: &AudioContext,
        source: &MediaStreamAudioSourceNode,
    ) -> Result<Self, JsValue> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole samples a second"
        )]
        let device_rate = context.sample_rate() as u32;
        let step = (device_rate / ENOUGH).max(1);
        let processor = context
            .create_script_processor_with_buffer_size_and_number_of_input_channels_and_number_of_output_channels(
                SAMPLES, 1, 1,
            )?;
        let samples = Rc::new(RefCell::new(Vec::new()));
        let is_paused = Rc::new(Cell::new(false));
        let (kept, paused) = (Rc::clone(&samples), Rc::clone(&is_paused));
        let on_samples =
            Closure::<dyn Fn(AudioProcessingEvent)>::new(move |event: AudioProcessingEvent| {
                if paused.get() {
                    return;
                }
                if let Ok(buffer) = event.input_buffer()
                    && let Ok(channel) = buffer.get_channel_data(0)
                {
                    kept.borrow_mut().extend(thinned(&channel, step));
                }
            });
        processor.set_onaudioprocess(Some(on_samples.as_ref().unchecked_ref()));
        source.connect_with_audio_node(&processor)?;
        // It only works while it leads somewhere; it says nothing there.
        processor.connect_with_audio_node(&context.destination())?;
        Ok(Self {
            processor,
            samples,
            is_paused,
            rate: device_rate / step,
            _on_samples: on_samples,
        })
    }

    pub fn set_paused(&self, paused: bool) {
        self.is_paused.set(paused);
    }

    /// Everything until now.
    pub fn all(&self) -> Option<Recording> {
        let samples = self.samples.borrow();
        if samples.is_empty() {
            return None;
        }
        let file = Uint8Array::from(file(&samples, self.rate).as_slice());
        let options = BlobPropertyBag::new();
        options.set_type(MEDIA_TYPE);
        let bytes =
            Blob::new_with_u8_array_sequence_and_options(&Array::of1(&file), &options).ok()?;
        Some(Recording {
            bytes,
            media_type: MEDIA_TYPE.to_owned(),
            ending: "wav",
        })
    }
}

impl Drop for WavRecorder {
    fn drop(&mut self) {
        self.processor.set_onaudioprocess(None);
    }
}

/// Every so many samples as one, their average, in 16 bits.
fn thinned(samples: &[f32], step: u32) -> Vec<i16> {
    let step_of = step as usize;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a sample lies between -1 and 1, and steps are few"
    )]
    let one = |chunk: &[f32]| {
        let average = chunk.iter().sum::<f32>() / chunk.len() as f32;
        (average.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16
    };
    samples.chunks(step_of).map(one).collect()
}

/// One channel of 16 bits.
fn file(samples: &[i16], rate: u32) -> Vec<u8> {
    let length = u32::try_from(samples.len() * 2).unwrap_or(u32::MAX);
    let mut file = Vec::with_capacity(samples.len() * 2 + 44);
    file.extend(b"RIFF");
    file.extend((length.saturating_add(36)).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(length.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_thinned_to_their_average() {
        let samples = [1.0, 0.0, -1.0, -1.0, 2.0];
        assert_eq!(thinned(&samples, 2), [16_383, -32_767, 32_767]);
    }

    #[test]
    fn a_file_says_how_long_it_is_and_how_fast() {
        let file = file(&[1, -1], 16_000);
        assert_eq!(file.len(), 48);
        assert_eq!(file[4..8], 40_u32.to_le_bytes());
        assert_eq!(file[24..28], 16_000_u32.to_le_bytes());
        assert_eq!(file[40..44], 4_u32.to_le_bytes());
        assert_eq!(file[44..], [1, 0, 255, 255]);
    }
}
