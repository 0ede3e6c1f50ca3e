//! What a person wants to send.

use recado_protocol::ChannelLimits;
use web_sys::Blob;

use super::limits::refused;
use super::parcel::Refused;

/// A file that was chosen, dropped, pasted or recorded.
pub struct Chosen {
    pub bytes: Blob,
    pub name: String,
    pub media_type: String,
    pub voice: bool,
    pub duration_ms: Option<u64>,
    pub waveform: Vec<u8>,
}

impl Chosen {
    /// In bytes.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole bytes below 2^53"
    )]
    pub fn size(&self) -> u64 {
        self.bytes.size() as u64
    }

    /// Why a channel with these limits does not take it, if it does not.
    pub fn refused_by(&self, limits: &ChannelLimits) -> Option<Refused> {
        refused(limits, &self.media_type, self.size())
    }
}
