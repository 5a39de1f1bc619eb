//! Parquet files under limits: the bytes of footer and page headers go in, and whether they are safe to be parsed comes
//! out; for pages once they are unpacked see [`parquet_values`](super::parquet_values).
//!
//! The reader of the `parquet` crate trusts the numbers in a file: it reserves what a list, a text or a page claims to
//! hold, and a claim of terabytes ends the program. So every structure is walked through here first, with no memory but
//! its own bytes, and by the same ids and kinds of fields as that reader has.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::parquet_fields::{FOOTER, PAGE_HEADER};
use super::thrift::{Found, Stop, Walk};

/// The largest footer, of which each byte takes some thirty of memory; a hundred columns in a thousand groups of rows take about
/// 10 MiB.
const MAX_FOOTER_BYTES: u64 = 16 << 20;
/// The most columns and groups of columns, as in CSV.
const MAX_COLUMNS: usize = 1 << 16;
/// The most bytes that the names of all columns may have, each with the names of the groups it is in: so it is kept.
const MAX_NAMES_BYTES: u64 = 16 << 20;
/// The largest page header, with the statistics in it.
const MAX_HEADER_BYTES: u64 = 16 << 20;
/// The deepest nesting of columns.
const MAX_DEPTH: usize = 32;
/// What is wrong, in words.
pub(super) type Problem = String;

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
        return Ok(Err(format!("its footer has more than {MAX_FOOTER_BYTES} bytes")));
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(length - 8 - footer))?;
    file.take(footer).read_to_end(&mut bytes)?;
    Ok(footer_problem(&bytes).map_or(Ok(()), Err))
}

fn footer_problem(bytes: &[u8]) -> Option<Problem> {
    // Of each node of the schema, how many of those that follow are its children, and the length of its name.
    let mut nodes: Vec<(i64, u64)> = Vec::new();
    let mut now = (0, 0);
    let mut walk = Walk::new(bytes);
    let walked = walk.structure(FOOTER, &mut Vec::new(), &mut |path, found| match (path, found) {
        ([2, 5], Found::Number(number)) => now.0 = number,
        ([2, 4], Found::Binary(length)) => now.1 = length,
        ([2], Found::Structure) => nodes.push(std::mem::take(&mut now)),
        _ => {}
    });
    match walked {
        Err(Stop::End) => return Some("its footer ends too early".into()),
        Err(Stop::Bad(problem)) => return Some(format!("in its footer {problem}")),
        Ok(()) => {}
    }
    let total = nodes.len();
    if total > MAX_COLUMNS {
        return Some(format!("it has more than {MAX_COLUMNS} columns"));
    }
    // Groups that are open: how many of their parts are to come, and the length of their names.
    let mut open: Vec<(i64, u64)> = Vec::new();
    let mut names = 0_u64;
    for (count, name) in nodes {
        while open.last().is_some_and(|(left, _)| *left == 0) {
            open.pop();
        }
        let mut path = name;
        if let Some((left, above)) = open.last_mut() {
            *left -= 1;
            path = path.saturating_add(*above);
        }
        if count < 0 || usize::try_from(count).is_ok_and(|count| count > total) {
            return Some(format!("a column claims to have {count} parts"));
        }
        names = names.saturating_add(path);
        if names > MAX_NAMES_BYTES {
            return Some(format!(
                "the names of its columns have more than {MAX_NAMES_BYTES} bytes"
            ));
        }
        if count > 0 {
            open.push((count, path));
        }
        if open.len() > MAX_DEPTH {
            return Some(format!("columns are nested more than {MAX_DEPTH} deep"));
        }
    }
    None
}

/// What a page counts for beside its bytes: to be found at all takes as long as to read so many.
const PAGE_BYTES: u64 = 1024;

/// What the pages of a column take, packed and unpacked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageBytes {
    /// The dictionary and one page together, at most.
    pub(super) peak: u64,
    /// All of them, and some for each.
    pub(super) all: u64,
}

/// Walks over the headers of all pages of a column in `range` (start and length) of `file`.
///
/// # Errors
/// What is wrong with them; a failed read.
pub(super) fn check_pages(
    file: &File,
    length: u64,
    (start, bytes): (u64, u64),
) -> io::Result<Result<PageBytes, Problem>> {
    let Some(end) = start.checked_add(bytes).filter(|end| *end <= length) else {
        return Ok(Err("a column lies outside of the file".into()));
    };
    let (mut dictionary, mut largest, mut all) = (0, 0, 0_u64);
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
                Err(Stop::End) if known == size => {
                    return Ok(Err(format!(
                        "a page's header has more than {MAX_HEADER_BYTES} bytes"
                    )));
                }
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
        all = all.saturating_add(taken + PAGE_BYTES);
        if is_dictionary {
            dictionary = taken.max(dictionary);
        } else {
            largest = taken.max(largest);
        }
    }
    Ok(Ok(PageBytes { peak: dictionary + largest, all }))
}

struct Header {
    /// Bytes of the header itself.
    bytes: usize,
    packed: i64,
    unpacked: i64,
    is_dictionary: bool,
}

fn page_header(bytes: &[u8]) -> Result<Header, Stop> {
    let mut walk = Walk::new(bytes);
    let (mut kind, mut unpacked, mut packed) = (0, -1, -1);
    walk.structure(PAGE_HEADER, &mut Vec::new(), &mut |path, found| match (path, found) {
        ([1], Found::Number(number)) => kind = number,
        ([2], Found::Number(number)) => unpacked = number,
        ([3], Found::Number(number)) => packed = number,
        _ => {}
    })?;
    Ok(Header { bytes: walk.at, packed, unpacked, is_dictionary: kind == 2 })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::thrift::varint;
    use super::*;

    /// A header of these sizes, with `more` fields behind them.
    fn header(kind: u64, unpacked: u64, packed: u64, more: &[u8]) -> Vec<u8> {
        let number = |number: u64| [vec![0x15], varint(2 * number)].concat();
        [number(kind), number(unpacked), number(packed), more.to_vec(), vec![0]].concat()
    }

    fn checked(bytes: &[u8]) -> Result<PageBytes, Problem> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("written");
        let length = bytes.len() as u64;
        check_pages(&file, length, (0, length)).expect("read")
    }

    #[test]
    fn pages_are_counted_as_they_will_be() {
        let dictionary = [header(2, 1000, 3, &[]), vec![7; 3]].concat();
        let first = [header(0, 50, 4, &[]), vec![7; 4]].concat();
        // A header with a text longer than what is read at first.
        let text = [vec![0x68], varint(10_000), vec![7; 10_000]].concat();
        let second = [header(0, 600 << 20, 5, &text), vec![7; 5]].concat();
        let all = [dictionary, first, second].concat();
        let (peak, others) = (1000 + 3 + (600 << 20) + 5, 50 + 4);
        assert_eq!(checked(&all), Ok(PageBytes { peak, all: peak + others + 3 * PAGE_BYTES }));
        assert_eq!(checked(&[]), Ok(PageBytes { peak: 0, all: 0 }));
    }

    #[test]
    fn claims_of_pages_are_not_believed() {
        for (bytes, problem) in [
            (header(0, 10, 1000, &[]), "a page lies outside of its column"),
            (vec![0x15, 0, 0x15, 1, 0x15, 2, 0], "a page has a negative size"),
            (
                header(0, 10, 0, &[0x68, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
                "a page's header ends too early",
            ),
            (header(0, 10, 0, &[0x6B]), "in a page's header a field is of an unknown kind"),
            (header(0, 10, 0, &[0x69, 0x21, 0, 0]), "in a page's header a list holds truth values"),
            // A size that is a text, a header of data that is a number.
            (
                vec![0x15, 0, 0x18, 1, b'x', 0],
                "in a page's header a field is of another kind than it should be",
            ),
            (
                header(0, 10, 0, &[0x25, 2]),
                "in a page's header a field is of another kind than it should be",
            ),
            (vec![0], "a page has a negative size"),
        ] {
            assert_eq!(checked(&bytes), Err(problem.to_owned()));
        }
    }

    /// A footer with these bytes as its field `id`, in which no other comes before it.
    fn problem(id: u8, wire: u8, bytes: &[u8]) -> Option<Problem> {
        footer_problem(&[&[id << 4 | wire], bytes].concat())
    }

    #[test]
    fn claims_of_a_footer_are_not_believed() {
        let kind = Some("in its footer a field is of another kind than it should be".to_owned());
        let items =
            "in its footer a list's items are of another kind than they should be".to_owned();
        // The list of groups of rows as a set, and as a text.
        assert_eq!(problem(4, 10, &[0x0C, 0]), kind);
        assert_eq!(problem(4, 8, &[0, 0]), kind);
        // Groups of rows that are numbers.
        assert_eq!(problem(4, 9, &[0x15, 2, 0]), Some(items));
        // The columns by which rows are sorted as a number, two structures deep.
        assert_eq!(problem(4, 9, &[0x1C, 0x45, 2, 0, 0]), kind);
        assert_eq!(problem(4, 9, &[0x1C, 0x49, 0x0C, 0, 0]), None);
        // Lists in lists, in a field that is not known.
        let deep = |times| [vec![0x19; times], vec![0x03, 0]].concat();
        assert_eq!(problem(15, 9, &deep(20)), None);
        let nested = Some("in its footer structures are nested more than 32 deep".to_owned());
        assert_eq!(problem(15, 9, &deep(1 << 20)), nested);
    }
}
