//! Texts from a seed that come close to markup, or are wild.

/// Pieces of which the texts are made.
const PIECES: [&str; 64] = [
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "``",
    "```",
    "\n",
    "\r\n",
    "\n> ",
    "\n>",
    "\n- ",
    "\n* ",
    "\n  - ",
    "\n• ",
    "\n1. ",
    "\n12) ",
    "\n```",
    "```\n",
    "[",
    "]",
    "](",
    ")",
    "(",
    "](https://a.b)",
    "](javascript:a)",
    "https://",
    "http://a.example",
    "HTTPS://[::1]",
    "https://a@b.c/",
    "mailto:",
    "a@b.com",
    "@Ana",
    "@Ana Lima",
    "@",
    " ",
    "  ",
    "\t",
    "a",
    "é",
    "b1",
    "Z",
    "0",
    ".",
    ",",
    ":",
    "!",
    "/",
    "\\",
    "%61",
    "<b>",
    "&amp;",
    "\"",
    "🥐",
    "👨‍👩‍👧",
    "中",
    "\u{202e}",
    "\u{200b}",
    "\u{430}",
    "\u{0}",
    "a\u{301}",
];
/// Texts are made of up to this many pieces.
const MOST_PIECES: u64 = 24;
/// One of so many texts is random letters.
const WILD_ONE_IN: u64 = 8;

/// A source of texts.
pub struct Texts(u64);

impl Texts {
    /// The same seed gives the same texts.
    pub fn from_seed(seed: u64) -> Self {
        Self(seed.max(1))
    }

    /// Puts the next text in place of another.
    pub fn next(&mut self, text: &mut String) {
        text.clear();
        let is_wild = self.below(WILD_ONE_IN) == 0;
        for _ in 0..self.below(MOST_PIECES) {
            if is_wild {
                text.extend(char::from_u32(self.below(0x3000) as u32));
            } else {
                text.push_str(PIECES[self.below(PIECES.len() as u64) as usize]);
            }
        }
    }

    /// Numbers by xorshift64*.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end
    }
}
