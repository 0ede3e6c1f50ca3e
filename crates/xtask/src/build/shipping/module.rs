//! The part of a WebAssembly module that says by which names it is known: its imports and its exports.

use anyhow::{Context as _, Result, bail, ensure};

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
/// The only kind of import that wasm-bindgen makes.
const FUNCTION: u8 = 0;

/// A module, of which only the names are understood.
pub struct Module {
    pub imports: Vec<Import>,
    pub exports: Vec<Export>,
    /// Every section in its order; imports and exports stand where theirs were.
    sections: Vec<Section>,
}

/// A function that the module wants.
pub struct Import {
    pub module: String,
    pub name: String,
    /// As it was written.
    pub function_type: Vec<u8>,
}

/// Something that the module gives.
pub struct Export {
    pub name: String,
    /// Its kind and its index, as they were written.
    pub target: Vec<u8>,
}

struct Section {
    id: u8,
    content: Vec<u8>,
}

impl Module {
    /// Reads a module. What tools have written about themselves (custom sections) is left out.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut rest = bytes
            .strip_prefix(HEADER)
            .context("this is no WebAssembly module")?;
        let mut module = Self {
            imports: Vec::new(),
            exports: Vec::new(),
            sections: Vec::new(),
        };
        while !rest.is_empty() {
            let id = byte(&mut rest)?;
            let length = number(&mut rest)?;
            let content = take(&mut rest, length)?;
            match id {
                CUSTOM => continue,
                IMPORTS => module.imports = list(content, import)?,
                EXPORTS => module.exports = list(content, export)?,
                _ => {}
            }
            module.sections.push(Section {
                id,
                content: content.to_owned(),
            });
        }
        Ok(module)
    }

    /// The module as bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = HEADER.to_owned();
        for section in &self.sections {
            let content = match section.id {
                IMPORTS => {
                    let mut content = written(self.imports.len());
                    for import in &self.imports {
                        write_text(&mut content, &import.module);
                        write_text(&mut content, &import.name);
                        content.push(FUNCTION);
                        content.extend(&import.function_type);
                    }
                    content
                }
                EXPORTS => {
                    let mut content = written(self.exports.len());
                    for export in &self.exports {
                        write_text(&mut content, &export.name);
                        content.extend(&export.target);
                    }
                    content
                }
                _ => section.content.clone(),
            };
            bytes.push(section.id);
            bytes.extend(written(content.len()));
            bytes.extend(content);
        }
        bytes
    }

    /// A module with nothing else.
    #[cfg(test)]
    pub fn made_of(imports: Vec<Import>, exports: Vec<Export>) -> Self {
        let sections = [IMPORTS, EXPORTS].map(|id| Section {
            id,
            content: Vec::new(),
        });
        Self {
            imports,
            exports,
            sections: sections.into(),
        }
    }
}

fn import(rest: &mut &[u8]) -> Result<Import> {
    let (module, name) = (text(rest)?, text(rest)?);
    ensure!(
        byte(rest)? == FUNCTION,
        "{name} is imported and is no function"
    );
    let function_type = written(number(rest)?);
    Ok(Import {
        module,
        name,
        function_type,
    })
}

fn export(rest: &mut &[u8]) -> Result<Export> {
    let name = text(rest)?;
    let mut target = vec![byte(rest)?];
    target.extend(written(number(rest)?));
    Ok(Export { name, target })
}

fn list<T>(mut content: &[u8], entry: fn(&mut &[u8]) -> Result<T>) -> Result<Vec<T>> {
    let length = number(&mut content)?;
    let entries = (0..length)
        .map(|_| entry(&mut content))
        .collect::<Result<_>>()?;
    ensure!(
        content.is_empty(),
        "a section of the module is longer than its list"
    );
    Ok(entries)
}

fn byte(rest: &mut &[u8]) -> Result<u8> {
    Ok(take(rest, 1)?[0])
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8]> {
    let (taken, left) = rest
        .split_at_checked(length)
        .context("the module ends too soon")?;
    *rest = left;
    Ok(taken)
}

fn text(rest: &mut &[u8]) -> Result<String> {
    let length = number(rest)?;
    let bytes = take(rest, length)?;
    Ok(std::str::from_utf8(bytes)
        .context("a name in the module is no text")?
        .to_owned())
}

/// A number in LEB128: seven bits in each byte, the low ones first, the eighth says that more follow.
fn number(rest: &mut &[u8]) -> Result<usize> {
    let mut number = 0;
    for shift in [0, 7, 14, 21, 28] {
        let byte = byte(rest)?;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    bail!("a number in the module is too long")
}

fn written(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend(written(text.len()));
    bytes.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() -> Result<()> {
        for (value, bytes) in [
            (0, &[0][..]),
            (127, &[0x7f]),
            (128, &[0x80, 1]),
            (624_485, &[0xe5, 0x8e, 0x26]),
        ] {
            assert_eq!(written(value), bytes);
            assert_eq!(number(&mut &*bytes)?, value);
        }
        Ok(())
    }

    #[test]
    fn what_is_not_understood_stays_and_what_tools_say_of_themselves_goes() -> Result<()> {
        let mut bytes = HEADER.to_owned();
        bytes.extend([CUSTOM, 3, 1, b'x', 9]); // a custom section named x
        bytes.extend([1, 4, 1, 0x60, 0, 0]); // a type
        let module = Module::parse(&bytes)?;
        assert_eq!(module.write(), [HEADER, &[1, 4, 1, 0x60, 0, 0]].concat());
        assert!(Module::parse(&bytes[..bytes.len() - 1]).is_err());
        assert!(Module::parse(b"<!doctype html>").is_err());
        Ok(())
    }
}
