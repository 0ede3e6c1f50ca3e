//! The choice of a skin tone.

use leptos::prelude::*;

use super::Picker;
use crate::inbox::composer::emoji::catalogue::{Emoji, Tone};
use crate::inbox::composer::emoji::chosen;
use crate::locale::Key;
use crate::markup::view;
use crate::ui::unique_id;

/// What shows the skin tones.
const HAND: &str = "✋";

impl Picker {
    pub(super) fn tones(self) -> AnyView {
        let group = unique_id("emoji-tone");
        let labels = [
            Key::EmojiToneNone,
            Key::EmojiToneLight,
            Key::EmojiToneMediumLight,
            Key::EmojiToneMedium,
            Key::EmojiToneMediumDark,
            Key::EmojiToneDark,
        ];
        let radios: Vec<AnyView> = Tone::EVERY
            .into_iter()
            .zip(labels)
            .map(|(tone, label)| {
                let group = group.clone();
                let hand = tone.of(&Emoji::that_takes_tone(HAND));
                view! {
                    <label
                        class="emoji__tone"
                        title=label
                        // A label takes no focus: it would leave the picker, which closes then.
                        on:mousedown=move |event| event.prevent_default()
                    >
                        <input
                            type="radio"
                            class="visually-hidden"
                            name=group
                            aria-label=label
                            prop:checked=move || self.tone.get() == tone
                            on:change=move |_| {
                                chosen::choose_tone(tone);
                                self.tone.set(tone);
                            }
                        />
                        <span aria-hidden="true">{hand}</span>
                    </label>
                }
            })
            .collect();
        view! {
            <div class="emoji__tones" role="radiogroup" aria-label=Key::EmojiTone>
                {radios}
            </div>
        }
    }
}
