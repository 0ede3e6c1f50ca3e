//! Cuts what comes in pieces into lines.

/// What has come of a line that is not whole yet.
#[derive(Debug, Default)]
pub struct Lines(Vec<u8>);

impl Lines {
    /// Hands over every line that is whole now, without its break.
    pub fn push(&mut self, bytes: &[u8], take: &mut dyn FnMut(&str)) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.0.extend_from_slice(piece);
            if self.0.ends_with(b"\n") {
                self.end(take);
            }
        }
    }

    /// Hands over what is left: the last line may have no break.
    pub fn end(&mut self, take: &mut dyn FnMut(&str)) {
        let line = std::mem::take(&mut self.0);
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches(['\r', '\n']);
        if !line.is_empty() {
            take(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_handed_over_when_it_is_whole_however_it_was_cut() {
        let text = "é1\r\n\n2é\nlast".as_bytes();
        for size in 1..=text.len() {
            let (mut lines, mut taken) = (Lines::default(), Vec::new());
            let mut take = |line: &str| taken.push(line.to_owned());
            for piece in text.chunks(size) {
                lines.push(piece, &mut take);
            }
            lines.end(&mut take);
            assert_eq!(taken, ["é1", "2é", "last"], "in pieces of {size}");
        }
    }
}
