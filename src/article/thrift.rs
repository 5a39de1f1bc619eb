//! Structures in the Thrift compact protocol
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>): bytes go in, their numbers come
//! out one by one, and nothing is kept.

/// The most items of a list.
const MAX_ITEMS: u64 = 1 << 20;
/// The deepest nesting of structures.
const MAX_DEPTH: usize = 32;

/// Why a walk stopped.
pub(super) enum Stop {
    /// The bytes end within the structure.
    End,
    Bad(&'static str),
}

/// What a walk comes across, at a path of field ids.
pub(super) enum Found {
    Number(i64),
    /// A structure ends.
    Structure,
}

/// A place in a structure.
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn byte(&mut self) -> Result<u8, Stop> {
        let byte = self.bytes.get(self.at).copied().ok_or(Stop::End)?;
        self.at += 1;
        Ok(byte)
    }

    pub(super) fn varint(&mut self) -> Result<u64, Stop> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Stop::Bad("a number is too long"))
    }

    fn signed(&mut self) -> Result<i64, Stop> {
        let number = self.varint()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    pub(super) fn skip(&mut self, bytes: u64) -> Result<(), Stop> {
        let rest = (self.bytes.len() - self.at) as u64;
        if bytes > rest {
            return Err(Stop::End);
        }
        self.at += usize::try_from(bytes).map_err(|_| Stop::End)?;
        Ok(())
    }

    /// Walks over the fields of a structure.
    pub(super) fn structure(
        &mut self,
        path: &mut Vec<i16>,
        found: &mut impl FnMut(&[i16], Found),
    ) -> Result<(), Stop> {
        let mut id = 0_i16;
        loop {
            let header = self.byte()?;
            if header == 0 {
                found(path, Found::Structure);
                return Ok(());
            }
            id = match header >> 4 {
                0 => i16::try_from(self.signed()?).map_err(|_| Stop::Bad("a field is unknown"))?,
                delta => id.checked_add(i16::from(delta)).ok_or(Stop::Bad("a field is unknown"))?,
            };
            path.push(id);
            match header & 0x0F {
                // True and false are in the header.
                1 | 2 => {}
                kind => self.value(kind, path, found)?,
            }
            path.pop();
        }
    }

    fn value(
        &mut self,
        kind: u8,
        path: &mut Vec<i16>,
        found: &mut impl FnMut(&[i16], Found),
    ) -> Result<(), Stop> {
        if path.len() > MAX_DEPTH {
            return Err(Stop::Bad("structures are nested too deep"));
        }
        match kind {
            // Items of a list that are true or false have a byte each, but the `parquet` crate takes none, and so would see other
            // bytes than are looked at here, and a list of any length that ends at once. No list of these structures has them.
            1 | 2 => Err(Stop::Bad("a list holds truth values")),
            3 => self.skip(1),
            4..=6 => {
                let number = self.signed()?;
                found(path, Found::Number(number));
                Ok(())
            }
            7 => self.skip(8),
            8 => {
                let length = self.varint()?;
                self.skip(length)
            }
            9 | 10 => {
                let header = self.byte()?;
                let items = if header >> 4 == 15 { self.varint()? } else { u64::from(header >> 4) };
                if items > MAX_ITEMS {
                    return Err(Stop::Bad("a list is too long"));
                }
                if items > (self.bytes.len() - self.at) as u64 {
                    return Err(Stop::End);
                }
                for _ in 0..items {
                    self.value(header & 0x0F, path, found)?;
                }
                Ok(())
            }
            12 => self.structure(path, found),
            _ => Err(Stop::Bad("a field is of an unknown kind")),
        }
    }
}
