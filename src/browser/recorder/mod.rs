//! The microphone: a recording in a codec that players know, or as WAV where the browser has none.

mod wav;

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::Array;
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AnalyserNode, AudioContext, Blob, BlobEvent, BlobPropertyBag, MediaRecorder,
    MediaRecorderOptions, MediaStream, MediaStreamConstraints, MediaStreamTrack, RecordingState,
};

use wav::WavRecorder;

/// What can be recorded and played nearly everywhere, the best first, with the ending of its files.
const CODECS: [(&str, &str); 3] = [
    ("audio/ogg;codecs=opus", "ogg"),
    ("audio/webm;codecs=opus", "webm"),
    ("audio/mp4", "m4a"),
];
/// How many samples the level is read from: more than come between two looks, so that no peak is missed.
const LEVEL_SAMPLES: u32 = 8_192;

/// Why there is no recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoRecording {
    /// The person or the browser's settings said no.
    Denied,
    /// There is no microphone, or the page may not use one.
    Unavailable,
}

/// A recording that is done.
#[derive(Clone, Debug)]
pub struct Recording {
    pub bytes: Blob,
    pub media_type: String,
    /// The ending of its file.
    pub ending: &'static str,
}

/// A recording that is being made. The microphone is let go when it is dropped.
pub struct Recorder {
    stream: MediaStream,
    context: AudioContext,
    analyser: AnalyserNode,
    way: Way,
}

/// How the sound is kept.
enum Way {
    Coded(Coded),
    Wav(WavRecorder),
}

/// The browser's own recorder and what it gave so far.
struct Coded {
    recorder: MediaRecorder,
    pieces: Rc<RefCell<Vec<Blob>>>,
    /// Whoever waits for the next piece.
    waiting: Rc<RefCell<Option<oneshot::Sender<()>>>>,
    media_type: &'static str,
    ending: &'static str,
    _on_piece: Closure<dyn Fn(BlobEvent)>,
}

impl Recorder {
    /// Asks for the microphone and begins at once.
    ///
    /// # Errors
    /// See [`NoRecording`].
    pub async fn begin() -> Result<Self, NoRecording> {
        let stream = microphone().await?;
        Self::of(stream).map_err(|_| NoRecording::Unavailable)
    }

    fn of(stream: MediaStream) -> Result<Self, JsValue> {
        let context = AudioContext::new()?;
        // One that is made long after the press may have to be woken; it measures nothing until then.
        let _ = context.resume()?;
        let source = context.create_media_stream_source(&stream)?;
        let analyser = context.create_analyser()?;
        analyser.set_fft_size(LEVEL_SAMPLES);
        source.connect_with_audio_node(&analyser)?;
        let way = match Coded::begin(&stream) {
            Some(coded) => Way::Coded(coded),
            None => Way::Wav(WavRecorder::begin(&context, &source)?),
        };
        Ok(Self {
            stream,
            context,
            analyser,
            way,
        })
    }

    /// How loud it was since the last look, from 0 to 255.
    pub fn level(&self) -> u8 {
        let mut samples = vec![0; LEVEL_SAMPLES as usize];
        self.analyser.get_byte_time_domain_data(&mut samples);
        let loudest = samples.iter().map(|sample| sample.abs_diff(128)).max();
        loudest.unwrap_or(0).saturating_mul(2)
    }

    pub fn set_paused(&self, paused: bool) {
        // Some browsers show that nobody listens then.
        for track in self.stream.get_tracks().iter() {
            track
                .unchecked_into::<MediaStreamTrack>()
                .set_enabled(!paused);
        }
        match &self.way {
            // Refused only for a recorder that is over.
            Way::Coded(coded) if paused => drop(coded.recorder.pause()),
            Way::Coded(coded) => drop(coded.recorder.resume()),
            Way::Wav(wav) => wav.set_paused(paused),
        }
    }

    /// What was recorded so far; `None` when that is nothing. It can go on after that.
    pub async fn so_far(&self) -> Option<Recording> {
        match &self.way {
            Way::Coded(coded) => coded.all(MediaRecorder::request_data).await,
            Way::Wav(wav) => wav.all(),
        }
    }

    /// Ends it and gives what was recorded; `None` when that is nothing.
    pub async fn finish(&self) -> Option<Recording> {
        match &self.way {
            Way::Coded(coded) => coded.all(MediaRecorder::stop).await,
            Way::Wav(wav) => wav.all(),
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        for track in self.stream.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
        // A context that is closed already stays so.
        let _ = self.context.close();
    }
}

impl Coded {
    /// `None` where the browser has no recorder, or no codec that players know.
    fn begin(stream: &MediaStream) -> Option<Self> {
        if js_sys::Reflect::get(&window(), &"MediaRecorder".into())
            .ok()?
            .is_undefined()
        {
            return None;
        }
        let mut known = CODECS.into_iter();
        let (media_type, ending) =
            known.find(|(media_type, _)| MediaRecorder::is_type_supported(media_type))?;
        let options = MediaRecorderOptions::new();
        options.set_mime_type(media_type);
        let recorder =
            MediaRecorder::new_with_media_stream_and_media_recorder_options(stream, &options)
                .ok()?;
        let pieces = Rc::new(RefCell::new(Vec::new()));
        let waiting = Rc::new(RefCell::new(None::<oneshot::Sender<()>>));
        let (kept, told) = (Rc::clone(&pieces), Rc::clone(&waiting));
        let on_piece = Closure::<dyn Fn(BlobEvent)>::new(move |event: BlobEvent| {
            kept.borrow_mut().extend(event.data());
            if let Some(told) = told.take() {
                // Whoever waited has gone.
                let _ = told.send(());
            }
        });
        recorder.set_ondataavailable(Some(on_piece.as_ref().unchecked_ref()));
        recorder.start().ok()?;
        Some(Self {
            recorder,
            pieces,
            waiting,
            media_type,
            ending,
            _on_piece: on_piece,
        })
    }

    /// All pieces, after `ask` has made the recorder give the last one.
    async fn all(&self, ask: fn(&MediaRecorder) -> Result<(), JsValue>) -> Option<Recording> {
        // One whose microphone has gone is over, and has given everything.
        if self.recorder.state() != RecordingState::Inactive {
            let (sender, given) = oneshot::channel();
            self.waiting.replace(Some(sender));
            ask(&self.recorder).ok()?;
            given.await.ok()?;
        }
        let bytes = joined(&self.pieces.borrow(), self.media_type)?;
        Some(Recording {
            bytes,
            media_type: self.media_type.to_owned(),
            ending: self.ending,
        })
    }
}

impl Drop for Coded {
    fn drop(&mut self) {
        // A recorder whose tracks end gives a last piece, to nobody.
        self.recorder.set_ondataavailable(None);
        if self.recorder.state() != RecordingState::Inactive {
            // Refused only for a recorder that is over.
            let _ = self.recorder.stop();
        }
    }
}

async fn microphone() -> Result<MediaStream, NoRecording> {
    // It is not there on an insecure origin, whatever its type says.
    let devices = window()
        .navigator()
        .media_devices()
        .ok()
        .filter(|devices| !JsValue::from(devices).is_undefined())
        .ok_or(NoRecording::Unavailable)?;
    let wanted = MediaStreamConstraints::new();
    wanted.set_audio(&JsValue::TRUE);
    let asked = devices
        .get_user_media_with_constraints(&wanted)
        .map_err(|_| NoRecording::Unavailable)?;
    let stream = JsFuture::from(asked).await.map_err(|error| {
        if js_sys::Error::from(error).name() == "NotAllowedError" {
            NoRecording::Denied
        } else {
            NoRecording::Unavailable
        }
    })?;
    stream.dyn_into().map_err(|_| NoRecording::Unavailable)
}

/// Pieces as one file; `None` when they hold nothing.
fn joined(pieces: &[Blob], media_type: &str) -> Option<Blob> {
    let parts = Array::new();
    for piece in pieces {
        parts.push(piece);
    }
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_blob_sequence_and_options(&parts, &options).ok()?;
    (blob.size() > 0.0).then_some(blob)
}
