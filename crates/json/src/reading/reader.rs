//! Where the reader stands in a text, and what stands there. Nothing here is compiled per type.

use std::borrow::Cow;

use crate::Error;

/// How deep values may stand in each other: more is nobody's data, and would exhaust the stack.
const DEEPEST: usize = 128;

/// A text that is read from its beginning to its end.
pub struct Reader<'de> {
    text: &'de str,
    /// The next byte.
    at: usize,
    depth: usize,
}

/// A number without a fraction.
pub enum Whole {
    Positive(u64),
    Negative(i64),
}

impl<'de> Reader<'de> {
    pub fn new(text: &'de str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    pub fn located(&self, error: Error) -> Error {
        error.at(self.text, self.at)
    }

    /// Nothing may follow.
    pub fn finish(&mut self) -> Result<(), Error> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.located(Error::new("trailing characters"))),
        }
    }

    /// The next byte that is no white space; it stays the next one.
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    pub fn expect(&mut self, wanted: u8) -> Result<(), Error> {
        if self.peek() == Some(wanted) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    /// Goes into a list or an object.
    pub fn enter(&mut self, begin: u8) -> Result<(), Error> {
        self.expect(begin)?;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Error::new("too deep"));
        }
        Ok(())
    }

    pub fn leave(&mut self, end: u8) -> Result<(), Error> {
        self.depth -= 1;
        self.expect(end)
    }

    /// Whether another part stands before the `end` of a list or an object, which is left otherwise.
    pub fn has_another(&mut self, end: u8, is_first: bool) -> Result<bool, Error> {
        if self.peek() == Some(end) {
            return self.leave(end).map(|()| false);
        }
        if !is_first {
            self.expect(b',')?;
        }
        Ok(true)
    }

    pub fn null(&mut self) -> Result<bool, Error> {
        if self.peek() == Some(b'n') {
            self.word("null").map(|()| true)
        } else {
            Ok(false)
        }
    }

    pub fn truth(&mut self) -> Result<bool, Error> {
        match self.peek() {
            Some(b't') => self.word("true").map(|()| true),
            Some(b'f') => self.word("false").map(|()| false),
            _ => Err(self.unexpected()),
        }
    }

    pub fn whole_number(&mut self) -> Result<Whole, Error> {
        let digits = self.number()?;
        if let Ok(number) = digits.parse() {
            Ok(Whole::Positive(number))
        } else if let Ok(number) = digits.parse() {
            Ok(Whole::Negative(number))
        } else {
            Err(Error::new("a whole number is needed"))
        }
    }

    pub fn text(&mut self) -> Result<Cow<'de, str>, Error> {
        self.expect(b'"')?;
        let mut unescaped = String::new();
        let mut from = self.at;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | ..b' ');
            self.at += rest.iter().take_while(is_plain).count();
            let piece = self.text.get(from..self.at).unwrap_or_default();
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(if unescaped.is_empty() {
                        Cow::Borrowed(piece)
                    } else {
                        Cow::Owned(unescaped + piece)
                    });
                }
                Some(b'\\') => {
                    self.at += 1;
                    unescaped.push_str(piece);
                    unescaped.push(self.escaped()?);
                    from = self.at;
                }
                _ => return Err(self.unexpected()),
            }
        }
    }

    /// Goes past a value of any kind, and gives its text.
    pub fn passed_over(&mut self) -> Result<&'de str, Error> {
        let first = self.peek();
        let from = self.at;
        match first {
            Some(b'"') => self.text().map(drop)?,
            Some(b'{') => self.pass_over_parts(b'{', b'}')?,
            Some(b'[') => self.pass_over_parts(b'[', b']')?,
            Some(b'n') => self.word("null")?,
            Some(b't' | b'f') => self.truth().map(drop)?,
            _ => self.number().map(drop)?,
        }
        Ok(self.text.get(from..self.at).unwrap_or_default())
    }

    fn pass_over_parts(&mut self, begin: u8, end: u8) -> Result<(), Error> {
        self.enter(begin)?;
        let mut is_first = true;
        while self.has_another(end, is_first)? {
            is_first = false;
            if begin == b'{' {
                self.text()?;
                self.expect(b':')?;
            }
            self.passed_over()?;
        }
        Ok(())
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn unexpected(&self) -> Error {
        Error::new(if self.at < self.text.len() {
            "something else is needed"
        } else {
            "the text ends too early"
        })
    }

    fn word(&mut self, word: &str) -> Result<(), Error> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(self.unexpected());
        }
        self.at += word.len();
        Ok(())
    }

    /// The text of a number, as JSON writes them.
    fn number(&mut self) -> Result<&'de str, Error> {
        self.peek();
        let from = self.at;
        self.skip_one_of(b"-");
        if !self.skip_one_of(b"0") {
            self.digits()?;
        }
        if self.skip_one_of(b".") {
            self.digits()?;
        }
        if self.skip_one_of(b"eE") {
            self.skip_one_of(b"+-");
            self.digits()?;
        }
        Ok(self.text.get(from..self.at).unwrap_or_default())
    }

    fn skip_one_of(&mut self, bytes: &[u8]) -> bool {
        let is_there = self.byte().is_some_and(|byte| bytes.contains(&byte));
        self.at += usize::from(is_there);
        is_there
    }

    fn digits(&mut self) -> Result<(), Error> {
        let from = self.at;
        while self.skip_one_of(b"0123456789") {}
        if self.at == from {
            return Err(self.unexpected());
        }
        Ok(())
    }

    /// The character that a backslash stands before.
    fn escaped(&mut self) -> Result<char, Error> {
        let byte = self.byte();
        self.at += 1;
        Ok(match byte {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.coded(),
            _ => return Err(Error::new("an escape that JSON has not")),
        })
    }

    /// A character by its UTF-16 code, or by two where it needs them.
    fn coded(&mut self) -> Result<char, Error> {
        let mut code = self.hexadecimal()?;
        if (0xD800..0xDC00).contains(&code) {
            self.word("\\u")?;
            let low = self.hexadecimal()?;
            if !(0xDC00..0xE000).contains(&low) {
                return Err(Error::new("half a character"));
            }
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        char::from_u32(code).ok_or_else(|| Error::new("half a character"))
    }

    fn hexadecimal(&mut self) -> Result<u32, Error> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.unexpected())?;
            self.at += 1;
        }
        Ok(code)
    }
}
