//! Parquet files under limits: the bytes of footer, page headers and pages go in, and whether they are safe to be
//! parsed comes out.
//!
//! The reader of the `parquet` crate trusts the numbers in a file: it reserves what a list, a text or a page claims to
//! hold, and a claim of terabytes ends the program. So every structure is walked through here first, with no memory but
//! its own bytes. The structures are in the Thrift compact protocol
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>), the fields as in
//! <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use parquet::basic::Encoding;
use parquet::column::page::Page;

/// The largest footer; a thousand columns in a thousand groups of rows take about 100 MiB.
const MAX_FOOTER_BYTES: u64 = 128 << 20;
/// The largest page header, with the statistics in it.
const MAX_HEADER_BYTES: u64 = 16 << 20;
/// The most items of a list.
const MAX_ITEMS: u64 = 1 << 20;
/// The deepest nesting of columns, and of structures.
const MAX_DEPTH: usize = 32;
/// The most values of a dictionary, and of a page with delta encoding, which take memory each.
const MAX_VALUES: u32 = 4 << 20;

/// What is wrong, in words.
pub(super) type Problem = String;

/// Why a walk stopped.
enum Stop {
    /// The bytes end within the structure.
    End,
    Bad(&'static str),
}

/// What a walk comes across, at a path of field ids.
enum Found {
    Number(i64),
    /// A structure ends.
    Structure,
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Walk<'_> {
    fn byte(&mut self) -> Result<u8, Stop> {
        let byte = self.bytes.get(self.at).copied().ok_or(Stop::End)?;
        self.at += 1;
        Ok(byte)
    }

    fn varint(&mut self) -> Result<u64, Stop> {
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

    fn skip(&mut self, bytes: u64) -> Result<(), Stop> {
        let rest = (self.bytes.len() - self.at) as u64;
        if bytes > rest {
            return Err(Stop::End);
        }
        self.at += usize::try_from(bytes).map_err(|_| Stop::End)?;
        Ok(())
    }

    /// Walks over the fields of a structure.
    fn structure(
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
            1..=3 => self.skip(1),
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

/// Checks the footer of `file`, of `length` bytes.
///
/// # Errors
/// What is wrong with it; a failed read.
pub(super) fn check_footer(file: &File, length: u64) -> io::Result<Result<(), Problem>> {
    let mut tail = [0; 8];
    if length < 12 {
        return Ok(Err("it is too short".into()));
    }
    let mut file = file;
    file.seek(SeekFrom::Start(length - 8))?;
    file.read_exact(&mut tail)?;
    match &tail[4..] {
        b"PAR1" => {}
        b"PARE" => return Ok(Err("it is encrypted".into())),
        _ => return Ok(Err("it does not end as one; it may have been cut off".into())),
    }
    let footer = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    if footer > length - 12 {
        return Ok(Err(format!("its footer of {footer} bytes is larger than the file")));
    }
    if footer > MAX_FOOTER_BYTES {
        return Ok(Err(format!("its footer of {footer} bytes is over the limit")));
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(length - 8 - footer))?;
    file.take(footer).read_to_end(&mut bytes)?;
    Ok(footer_problem(&bytes).map_or(Ok(()), Err))
}

fn footer_problem(bytes: &[u8]) -> Option<Problem> {
    let mut children = Vec::new();
    let mut now = 0;
    let mut walk = Walk { bytes, at: 0 };
    let walked = walk.structure(&mut Vec::new(), &mut |path, found| match (path, found) {
        // A node of the schema, and how many follow that are its children.
        ([2, 5], Found::Number(number)) => now = number,
        ([2], Found::Structure) => children.push(std::mem::take(&mut now)),
        _ => {}
    });
    match walked {
        Err(Stop::End) => return Some("its footer ends too early".into()),
        Err(Stop::Bad(problem)) => return Some(format!("in its footer {problem}")),
        Ok(()) => {}
    }
    let total = children.len();
    let mut open: Vec<i64> = Vec::new();
    for count in children {
        while open.last() == Some(&0) {
            open.pop();
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        if count < 0 || usize::try_from(count).is_ok_and(|count| count > total) {
            return Some(format!("a column claims to have {count} parts"));
        }
        if count > 0 {
            open.push(count);
        }
        if open.len() > MAX_DEPTH {
            return Some(format!("columns are nested more than {MAX_DEPTH} deep"));
        }
    }
    None
}

/// Walks over the headers of all pages of a column in `range` (start and length) of `file`, and returns the most bytes
/// that its dictionary and one page take together once they are unpacked.
///
/// # Errors
/// What is wrong with them; a failed read.
pub(super) fn check_pages(
    file: &File,
    length: u64,
    (start, bytes): (u64, u64),
) -> io::Result<Result<u64, Problem>> {
    let Some(end) = start.checked_add(bytes).filter(|end| *end <= length) else {
        return Ok(Err("a column lies outside of the file".into()));
    };
    let (mut dictionary, mut largest) = (0, 0);
    let mut at = start;
    let mut window = Vec::new();
    while at < end {
        let mut size = 4096;
        let header = loop {
            let known = size.min(length - at);
            window.clear();
            let mut file = file;
            file.seek(SeekFrom::Start(at))?;
            file.take(known).read_to_end(&mut window)?;
            match page_header(&window) {
                Ok(header) => break header,
                Err(Stop::End) if known == size && size < MAX_HEADER_BYTES => size *= 16,
                Err(Stop::End) => return Ok(Err("a page's header ends too early".into())),
                Err(Stop::Bad(problem)) => return Ok(Err(format!("in a page's header {problem}"))),
            }
        };
        let Header { bytes, packed, unpacked, is_dictionary } = header;
        let (Ok(packed), Ok(unpacked)) = (u64::try_from(packed), u64::try_from(unpacked)) else {
            return Ok(Err("a page has a negative size".into()));
        };
        at += bytes as u64 + packed;
        if at > end {
            return Ok(Err("a page lies outside of its column".into()));
        }
        let taken = packed + unpacked;
        if is_dictionary {
            dictionary = taken.max(dictionary);
        } else {
            largest = taken.max(largest);
        }
    }
    Ok(Ok(dictionary + largest))
}

struct Header {
    /// Bytes of the header itself.
    bytes: usize,
    packed: i64,
    unpacked: i64,
    is_dictionary: bool,
}

fn page_header(bytes: &[u8]) -> Result<Header, Stop> {
    let mut walk = Walk { bytes, at: 0 };
    let (mut kind, mut unpacked, mut packed) = (0, -1, -1);
    walk.structure(&mut Vec::new(), &mut |path, found| match (path, found) {
        ([1], Found::Number(number)) => kind = number,
        ([2], Found::Number(number)) => unpacked = number,
        ([3], Found::Number(number)) => packed = number,
        _ => {}
    })?;
    Ok(Header { bytes: walk.at, packed, unpacked, is_dictionary: kind == 2 })
}

/// Checks what a page claims about its values; `optional` says whether the column may have nulls.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check_page(page: &Page, optional: bool) -> Result<(), Problem> {
    let (buffer, encoding, values, levels) = match page {
        Page::DictionaryPage { buf, num_values, .. } => {
            if *num_values > MAX_VALUES || *num_values as usize > buf.len() {
                return Err(format!("a dictionary claims to have {num_values} values"));
            }
            return Ok(());
        }
        Page::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
            let levels = match def_level_encoding {
                _ if !optional => 0,
                Encoding::RLE => {
                    let length: Option<[u8; 4]> = buf.get(..4).and_then(|b| b.try_into().ok());
                    4 + length.map_or(0, u32::from_le_bytes) as usize
                }
                _ => (*num_values as usize).div_ceil(8),
            };
            (buf, encoding, num_values, levels)
        }
        Page::DataPageV2 {
            buf,
            num_values,
            encoding,
            def_levels_byte_len,
            rep_levels_byte_len,
            ..
        } => {
            let levels = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
            (buf, encoding, num_values, levels)
        }
    };
    let streams = match encoding {
        Encoding::DELTA_LENGTH_BYTE_ARRAY => 1,
        Encoding::DELTA_BYTE_ARRAY => 2,
        _ => return Ok(()),
    };
    if *values > MAX_VALUES {
        return Err(format!("a page claims to have {values} values"));
    }
    let mut at = levels;
    for _ in 0..streams {
        let rest = buffer.get(at..).ok_or("a page ends too early")?;
        let (count, end) = delta(rest).ok_or("a page's lengths are damaged")?;
        if count > u64::from(*values) {
            return Err(format!("a page of {values} values claims to have {count} lengths"));
        }
        at += end;
    }
    Ok(())
}

/// The number of values of a stream in DELTA_BINARY_PACKED encoding, and its length in bytes.
fn delta(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut walk = Walk { bytes, at: 0 };
    let mut next = || walk.varint().ok();
    let (block, blocks_of_block, count, _first) = (next()?, next()?, next()?, next()?);
    if block == 0 || blocks_of_block == 0 || count > u64::from(MAX_VALUES) {
        return (count > u64::from(MAX_VALUES)).then_some((count, 0));
    }
    let per_small_block = block / blocks_of_block;
    let mut left = count.saturating_sub(1);
    let mut end = walk.at;
    while left > 0 {
        walk.varint().ok()?;
        let from = walk.at;
        walk.skip(blocks_of_block).ok()?;
        end = walk.at;
        for width in &bytes[from..walk.at] {
            if left == 0 {
                break;
            }
            let wide = u64::from(*width).checked_mul(per_small_block)? / 8;
            end = end.checked_add(usize::try_from(wide).ok()?)?;
            left = left.saturating_sub(per_small_block);
        }
        if per_small_block == 0 {
            return None;
        }
        walk.at = end.min(bytes.len());
    }
    Some((count, end))
}
