//! Workbooks under limits: a zip archive goes in, and whether it is safe to be parsed comes out.
//!
//! What a hostile workbook can do: unpack to many times its size, claim another size in its directory than it has,
//! claim a number of shared strings that is reserved before one is read, hold them in an encoding that hides all this.
//! So every entry is unpacked here once and thrown away, under a limit on the bytes that really come out (`zip` itself
//! refuses an entry that has more than it claims). That costs a fraction of what parsing costs, and finds damage by the checksums.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use memchr::memmem;
use zip::ZipArchive;

use super::packing::is_bomb;
use crate::error::{Error, Result};

/// The most bytes that all entries of a workbook may have together.
pub(super) const MAX_UNPACKED_BYTES: u64 = 512 << 20;
/// The most entries; workbooks have some dozens.
const MAX_ENTRIES: usize = 10_000;
/// The most shared strings; a sheet has at most a million rows.
const MAX_STRINGS: u64 = 8_000_000;
/// The most bytes of an entry with styles, of which each takes some hundred bytes of memory.
const MAX_STYLE_BYTES: u64 = 16 << 20;
/// The most sheets, of which each has the name of its part.
const MAX_SHEETS: usize = 10_000;
/// The most bytes of a tag that says which parts belong together, and so of the name of a part.
const MAX_RELATION_BYTES: usize = 8192;
/// As many times its size may be read of a workbook while it is parsed: strings and styles once, a sheet for what is merged
/// and for its cells.
const MOST_READINGS: u64 = 3;
/// Bytes that may be read of any workbook.
const FREE_BYTES: u64 = 1 << 20;
/// Bytes that an attribute may take and still be understood.
const LOOK_AHEAD: usize = 256;

/// What the check found out by the way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Checked {
    /// Whether cells may be merged somewhere.
    pub(super) merged: bool,
}

const REMEDY: &str = "save the sheet as CSV, or as a new workbook";

/// Checks the workbook `file`, which was found as a file of `packed` bytes and messages call `path`.
///
/// # Errors
/// [`Error::Input`] for an archive that is damaged, is no workbook or is over a limit.
pub(super) fn check(file: &File, packed: u64, path: &Path) -> Result<Checked> {
    let bad = |problem: String| Error::input(path, 0, problem, REMEDY);
    let file = file.try_clone().map_err(Error::io(path))?;
    let mut archive =
        ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(path, &error))?;
    if archive.len() > MAX_ENTRIES {
        return Err(bad(format!("has more than {MAX_ENTRIES} entries")));
    }
    let mut checked = Checked::default();
    let mut is_workbook = false;
    let mut total = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| damaged(path, &error))?;
        let name = entry.name().map_err(|error| damaged(path, &error))?.to_ascii_lowercase();
        is_workbook |= name.ends_with("workbook.xml");
        let claimed = entry.size();
        if claimed > MAX_UNPACKED_BYTES - total || is_bomb(packed, total + claimed) {
            return Err(too_large(path));
        }
        let mut watch = Watch::new(&name);
        let mut buffer = vec![0; 64 << 10];
        let mut bytes = 0;
        loop {
            let n = match entry.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(damaged(path, &error)),
            };
            bytes += n as u64;
            if total + bytes > MAX_UNPACKED_BYTES || is_bomb(packed, total + bytes) {
                return Err(too_large(path));
            }
            watch.see(&buffer[..n]).map_err(bad)?;
        }
        watch.end().map_err(bad)?;
        checked.merged |= watch.merged;
        total += bytes;
    }
    if is_workbook {
        Ok(checked)
    } else {
        let remedy = "unpack it and give the files in it, or save it as .xlsx";
        Err(Error::input(path, 0, "is a zip archive, but no Excel workbook (.xlsx)", remedy))
    }
}

/// A workbook while it is parsed. Many sheets may share one part, each of which would be read anew: that ends here.
pub(super) struct Metered<R> {
    inner: R,
    left: u64,
}

impl<R> Metered<R> {
    /// For a workbook of so many bytes.
    pub(super) fn new(inner: R, length: u64) -> Self {
        Self { inner, left: length.saturating_mul(MOST_READINGS).saturating_add(FREE_BYTES) }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| {
            io::Error::other(format!("its parts are read more than {MOST_READINGS} times over"))
        })?;
        Ok(n)
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

pub(super) fn damaged(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::input(
        path,
        0,
        format!("is no Excel workbook, or a damaged one: {error}"),
        "open it in a spreadsheet program and save it anew",
    )
}

fn too_large(path: &Path) -> Error {
    let problem = format!(
        "unpacks to more than a workbook may, {} MiB or {} times its size",
        MAX_UNPACKED_BYTES >> 20,
        super::packing::MOST_TIMES
    );
    Error::input(path, 0, problem, "see what it is; save it as CSV if it is meant to be so")
}

/// What a part is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Strings,
    Styles,
    /// Which parts belong together.
    Relations,
    /// Other XML.
    Other,
    /// No XML, such as a picture.
    Foreign,
}

/// Looks at one part as it is unpacked.
struct Watch {
    name: String,
    part: Part,
    merged: bool,
    strings: u64,
    sheets: usize,
    seen: u64,
    /// Bytes since the last tag began.
    tag: usize,
    /// What is not searched yet, or still needed to understand what is.
    pending: Vec<u8>,
}

impl Watch {
    fn new(name: &str) -> Self {
        let ends = |end: &str| name.ends_with(end);
        Self {
            name: name.to_owned(),
            part: if ends("sharedstrings.xml") {
                Part::Strings
            } else if ends("styles.xml") || ends("theme1.xml") {
                Part::Styles
            } else if ends(".rels") {
                Part::Relations
            } else if ends(".xml") {
                Part::Other
            } else {
                Part::Foreign
            },
            merged: false,
            strings: 0,
            sheets: 0,
            seen: 0,
            tag: 0,
            pending: Vec::new(),
        }
    }

    fn see(&mut self, bytes: &[u8]) -> Result<(), String> {
        let first = self.seen == 0;
        self.seen += bytes.len() as u64;
        if self.part == Part::Foreign {
            return Ok(());
        }
        if self.part == Part::Styles && self.seen > MAX_STYLE_BYTES {
            return Err(format!("its part {} has more than {MAX_STYLE_BYTES} bytes", self.name));
        }
        if self.part == Part::Relations {
            self.measure(bytes)?;
        }
        if first && !is_utf8(bytes) {
            return Err(format!("its part {} is not in UTF-8", self.name));
        }
        self.pending.extend_from_slice(bytes);
        let known = self.pending.len().saturating_sub(LOOK_AHEAD);
        self.search(0..known)?;
        self.pending.drain(..known);
        Ok(())
    }

    /// Measures tags.
    fn measure(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut last = 0;
        for at in memchr::memchr_iter(b'<', bytes).chain([bytes.len()]) {
            self.tag += at - last;
            if self.tag > MAX_RELATION_BYTES {
                return Err(format!(
                    "its part {} has a tag of more than {MAX_RELATION_BYTES} bytes",
                    self.name
                ));
            }
            if at < bytes.len() {
                self.tag = 0;
            }
            last = at;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        self.search(0..self.pending.len())
    }

    /// Looks at all that begins in `range` of what is pending.
    fn search(&mut self, range: Range<usize>) -> Result<(), String> {
        let found = |needle: &'static [u8]| {
            let within = (range.end + needle.len() - 1).min(self.pending.len());
            memmem::find_iter(&self.pending[range.start..within], needle)
        };
        if self.part != Part::Strings {
            self.merged |= found(b"mergeCell").next().is_some();
            let sheets = found(b"<sheet").chain(found(b":sheet"));
            let is_whole = |at: &usize| {
                self.pending
                    .get(range.start + at + b"<sheet".len())
                    .is_some_and(u8::is_ascii_whitespace)
            };
            self.sheets += sheets.filter(is_whole).count();
            if self.sheets > MAX_SHEETS {
                return Err(format!("its part {} has more than {MAX_SHEETS} sheets", self.name));
            }
            return Ok(());
        }
        let tags = found(b"<si").count() + found(b":si").count();
        let mut most = 0;
        for at in found(b"uniqueCount") {
            most = most.max(claimed(&self.pending[at + b"uniqueCount".len()..]));
        }
        self.strings += tags as u64;
        if self.strings > MAX_STRINGS || most > MAX_STRINGS {
            return Err(format!(
                "its part {} has or claims more than {MAX_STRINGS} strings",
                self.name
            ));
        }
        Ok(())
    }
}

/// The number in `="12"`; the largest there is when it does not end.
fn claimed(rest: &[u8]) -> u64 {
    let rest = rest.trim_ascii_start();
    let Some(rest) = rest.strip_prefix(b"=") else { return 0 };
    let rest = rest.trim_ascii_start();
    let rest = rest.get(1..).unwrap_or_default();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == rest.len() && digits > 0 {
        return u64::MAX;
    }
    rest[..digits].iter().fold(0_u64, |number, digit| {
        number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
    })
}

/// Whether a part that begins with `bytes` is in UTF-8, as all workbooks are.
fn is_utf8(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.first().is_some_and(|first| !first.is_ascii()) || bytes.iter().take(4).any(|b| *b == 0)
    {
        return false;
    }
    let end = memchr::memchr(b'>', bytes).unwrap_or(bytes.len()).min(LOOK_AHEAD);
    let head = bytes[..end].to_ascii_lowercase();
    let declares = head.starts_with(b"<?xml") && memmem::find(&head, b"encoding").is_some();
    !declares
        || memmem::find(&head, b"utf-8").is_some()
        || memmem::find(&head, b"us-ascii").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(name: &str, content: &str, piece: usize) -> (Result<(), String>, Watch) {
        let mut watch = Watch::new(name);
        let mut all = Ok(());
        for bytes in content.as_bytes().chunks(piece) {
            all = all.and_then(|()| watch.see(bytes));
        }
        let all = all.and_then(|()| watch.end());
        (all, watch)
    }

    #[test]
    fn claims_are_found_wherever_they_are_cut() {
        let strings = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><sst {}uniqueCount = '00012'>{}</sst>",
            " ".repeat(300),
            "<si><t>a</t></si><x:si/>".repeat(40)
        );
        let huge = strings.replace("00012", "99999999999999999999999");
        let endless = format!("<sst uniqueCount='{}", "0".repeat(400));
        for piece in [1, 7, 64, 100_000] {
            let (all, watch) = watch("xl/sharedstrings.xml", &strings, piece);
            assert_eq!((all, watch.strings), (Ok(()), 80), "{piece}");
            for bad in [&huge, &endless] {
                let (all, _) = self::watch("xl/sharedstrings.xml", bad, piece);
                assert!(all.is_err_and(|e| e.contains("more than 8000000 strings")), "{piece}");
            }
            let sheet = format!("<sheetData>{}</sheetData><mergeCells>", "<c/>".repeat(100));
            assert!(self::watch("xl/worksheets/sheet1.xml", &sheet, piece).1.merged);
        }
    }

    #[test]
    fn other_encodings_are_told() {
        for (bytes, expected) in [
            (&b"<sst>"[..], true),
            (b"", true),
            (b"<?xml version='1.0'?><sst>", true),
            (b"\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?>", true),
            (b"<?xml version='1.0' encoding='UTF-16'?>", false),
            (b"\xFF\xFE<\0", false),
            (b"<\0s\0", false),
        ] {
            assert_eq!(is_utf8(bytes), expected, "{bytes:?}");
        }
    }
}
