//! The parts of lists, objects and enums, as serde asks for them.

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::reader::Reader;
use crate::Error;

/// The parts of a list or of an object.
pub struct Parts<'a, 'de> {
    reader: &'a mut Reader<'de>,
    end: u8,
    is_first: bool,
    has_ended: bool,
}

impl<'a, 'de> Parts<'a, 'de> {
    pub fn new(reader: &'a mut Reader<'de>, end: u8) -> Self {
        Self {
            reader,
            end,
            is_first: true,
            has_ended: false,
        }
    }

    /// No part may be left.
    pub fn finish(&mut self) -> Result<(), Error> {
        if !self.has_ended && self.has_another()? {
            return Err(Error::new("the list is too long"));
        }
        Ok(())
    }

    fn has_another(&mut self) -> Result<bool, Error> {
        let has_another = self.reader.has_another(self.end, self.is_first)?;
        self.is_first = false;
        self.has_ended = !has_another;
        Ok(has_another)
    }
}

impl<'de> SeqAccess<'de> for &mut Parts<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.has_another()? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for &mut Parts<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if !self.has_another()? {
            return Ok(None);
        }
        if self.reader.peek() != Some(b'"') {
            return Err(Error::new("a name is needed"));
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant of an enum: its name, or an object with its name and its content.
pub struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
    has_content: bool,
}

impl<'a, 'de> Variant<'a, 'de> {
    pub fn new(reader: &'a mut Reader<'de>, has_content: bool) -> Self {
        Self {
            reader,
            has_content,
        }
    }

    fn content(self) -> Result<&'a mut Reader<'de>, Error> {
        if self.has_content {
            Ok(self.reader)
        } else {
            Err(Error::new("the variant lacks its content"))
        }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        if self.reader.peek() != Some(b'"') {
            return Err(Error::new("a name is needed"));
        }
        let name = seed.deserialize(&mut *self.reader)?;
        if self.has_content {
            self.reader.expect(b':')?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        if self.has_content {
            <()>::deserialize(self.reader)
        } else {
            Ok(())
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.content()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.content()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.content()?.deserialize_map(visitor)
    }
}
