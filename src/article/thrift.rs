//! Structures in the Thrift compact protocol
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>): bytes go in, their numbers come
//! out one by one, and nothing is kept.
//!
//! A parser that knows a field reads it as what it should be, whatever the bytes say that it is. So fields that are known
//! are held to their kinds here: every parser of the same structures then sees the same bytes.

/// The most items of a list.
const MAX_ITEMS: u64 = 1 << 20;
/// The deepest nesting of structures and lists.
const MAX_DEPTH: usize = 32;

/// What a field holds, as far as it decides which bytes belong to it.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Truth,
    Byte,
    /// A number of 16, 32 or 64 bits, or one of an enumeration.
    Number,
    Double,
    /// Bytes or a text.
    Binary,
    List(&'static Self),
    /// A structure or a union.
    Structure(Fields),
}

impl Kind {
    /// Whether a value that claims to be of `wire` kind takes the bytes that one of this kind does.
    pub(super) fn is(self, wire: u8) -> bool {
        match self {
            Self::Truth => matches!(wire, 1 | 2),
            Self::Byte => wire == 3,
            Self::Number => matches!(wire, 4..=6),
            Self::Double => wire == 7,
            Self::Binary => wire == 8,
            Self::List(_) => wire == 9,
            Self::Structure(_) => wire == 12,
        }
    }
}

/// The fields of a structure that are known, by their ids.
pub(super) type Fields = &'static [(i16, Kind)];

/// Why a walk stopped.
pub(super) enum Stop {
    /// The bytes end within the structure.
    End,
    Bad(String),
}

fn bad(problem: impl Into<String>) -> Stop {
    Stop::Bad(problem.into())
}

/// What a walk comes across, at a path of field ids.
pub(super) enum Found {
    Number(i64),
    /// A text, or other bytes, of this length.
    Binary(u64),
    /// A structure ends.
    Structure,
}

/// A place in a structure.
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    /// How deep the value is that is walked over.
    depth: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, depth: 0 }
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
        Err(bad("a number is too long"))
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

    /// Walks over a structure with these `fields`, and others that are not known.
    pub(super) fn structure(
        &mut self,
        fields: Fields,
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
                0 => i16::try_from(self.signed()?).map_err(|_| bad("a field's id is too large"))?,
                delta => id
                    .checked_add(i16::from(delta))
                    .ok_or_else(|| bad("a field's id is too large"))?,
            };
            let wire = header & 0x0F;
            let kind = fields.iter().find(|(known, _)| *known == id).map(|(_, kind)| *kind);
            if kind.is_some_and(|kind| !kind.is(wire)) {
                return Err(bad("a field is of another kind than it should be"));
            }
            path.push(id);
            match wire {
                // True and false are in the header.
                1 | 2 => {}
                _ => self.value(wire, kind, path, found)?,
            }
            path.pop();
        }
    }

    /// Walks over a value of `wire` kind, which `kind` is known to be right for.
    fn value(
        &mut self,
        wire: u8,
        kind: Option<Kind>,
        path: &mut Vec<i16>,
        found: &mut impl FnMut(&[i16], Found),
    ) -> Result<(), Stop> {
        // Lists in lists have one path, so that its length is not the depth.
        if self.depth == MAX_DEPTH {
            return Err(bad(format!("structures are nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        match wire {
            // Items of a list that are true or false have a byte each, but the `parquet` crate takes none where it skips
            // them, and so a list of any length ends at once. No list of these structures has them.
            1 | 2 => return Err(bad("a list holds truth values")),
            3 => self.skip(1)?,
            4..=6 => {
                let number = self.signed()?;
                found(path, Found::Number(number));
            }
            7 => self.skip(8)?,
            8 => {
                let length = self.varint()?;
                self.skip(length)?;
                found(path, Found::Binary(length));
            }
            9 | 10 => {
                let item = if let Some(Kind::List(item)) = kind { Some(*item) } else { None };
                self.list(item, path, found)?;
            }
            12 => {
                let fields = if let Some(Kind::Structure(fields)) = kind { fields } else { &[] };
                self.structure(fields, path, found)?;
            }
            _ => return Err(bad("a field is of an unknown kind")),
        }
        self.depth -= 1;
        Ok(())
    }

    fn list(
        &mut self,
        item: Option<Kind>,
        path: &mut Vec<i16>,
        found: &mut impl FnMut(&[i16], Found),
    ) -> Result<(), Stop> {
        let header = self.byte()?;
        let items = if header >> 4 == 15 { self.varint()? } else { u64::from(header >> 4) };
        if items > MAX_ITEMS {
            return Err(bad(format!("a list has more than {MAX_ITEMS} items")));
        }
        if items > (self.bytes.len() - self.at) as u64 {
            return Err(Stop::End);
        }
        let wire = header & 0x0F;
        if items > 0 && item.is_some_and(|item| !item.is(wire)) {
            return Err(bad("a list's items are of another kind than they should be"));
        }
        for _ in 0..items {
            self.value(wire, item, path, found)?;
        }
        Ok(())
    }
}

/// What [`Walk::varint`] reads.
#[cfg(test)]
pub(super) fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7F {
        bytes.push(0x80 | (number & 0x7F) as u8);
        number >>= 7;
    }
    bytes.push((number & 0x7F) as u8);
    bytes
}
