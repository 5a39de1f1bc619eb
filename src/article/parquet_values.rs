//! Pages of Parquet under limits: an unpacked page goes in, and whether its values are safe to be parsed comes out.
//!
//! A dictionary and the delta encodings reserve what they claim to hold, see [`parquet_guard`](super::parquet_guard).

use parquet::basic::Encoding;
use parquet::column::page::Page;

use super::parquet_guard::Problem;
use super::thrift::Walk;

/// The most values of a dictionary, and of a page with delta encoding, which take memory each.
const MAX_VALUES: u32 = 4 << 20;

/// Checks what a page claims about its values; `optional` says whether the column may have nulls.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check_page(page: &Page, optional: bool) -> Result<(), Problem> {
    let (buffer, encoding, values, levels) = match page {
        Page::DictionaryPage { buf, num_values, .. } => {
            if *num_values as usize > buf.len() {
                return Err(format!("a dictionary claims to have {num_values} values"));
            }
            if *num_values > MAX_VALUES {
                return Err(format!("a dictionary has more than {MAX_VALUES} values"));
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
        return Err(format!("a page of lengths has more than {MAX_VALUES} values"));
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

/// The number of values of a stream in the encoding `DELTA_BINARY_PACKED`, and its length in bytes.
fn delta(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut walk = Walk::new(bytes);
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

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use parquet::data_type::ByteArrayType;
    use parquet::file::properties::WriterProperties;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use super::super::thrift::varint;
    use super::*;

    fn page(encoding: Encoding, values: u32, bytes: Vec<u8>) -> Page {
        Page::DataPage {
            buf: bytes.into(),
            num_values: values,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        }
    }

    #[test]
    fn claims_of_values_are_not_believed() {
        let dictionary = |values| Page::DictionaryPage {
            buf: vec![0; 100].into(),
            num_values: values,
            encoding: Encoding::PLAIN,
            is_sorted: false,
        };
        assert!(check_page(&dictionary(25), false).is_ok());
        assert!(check_page(&dictionary(101), false).is_err());
        // 128 to a block, 4 parts of it, so many lengths, the first one 0.
        let stream = |count: u64| [vec![0x80, 1, 4], varint(count), vec![0]].concat();
        let lengths = Encoding::DELTA_LENGTH_BYTE_ARRAY;
        assert!(check_page(&page(lengths, 1, stream(1)), false).is_ok());
        assert!(check_page(&page(lengths, 1, stream(2)), false).is_err());
        assert!(check_page(&page(lengths, 1, stream(1 << 40)), false).is_err());
        assert!(check_page(&page(lengths, u32::MAX, stream(1)), false).is_err());
        let levels = [vec![2, 0, 0, 0, 3, 1], stream(1)].concat();
        assert!(check_page(&page(lengths, 1, levels.clone()), true).is_ok());
        assert!(check_page(&page(lengths, 1, levels), false).is_err());
        let both = |second| [stream(1), stream(second)].concat();
        assert!(check_page(&page(Encoding::DELTA_BYTE_ARRAY, 1, both(1)), false).is_ok());
        assert!(check_page(&page(Encoding::DELTA_BYTE_ARRAY, 1, both(1 << 40)), false).is_err());
    }

    /// The pages of a column of such texts, as the crate writes them.
    fn written(texts: &[parquet::data_type::ByteArray]) -> Vec<Page> {
        let schema = parse_message_type("message a { required binary b; }").expect("a schema");
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(false)
            .set_encoding(Encoding::DELTA_LENGTH_BYTE_ARRAY)
            .build();
        let mut writer =
            SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))
                .expect("a writer");
        let mut group = writer.next_row_group().expect("a group");
        let mut column = group.next_column().expect("a column").expect("a column");
        column.typed::<ByteArrayType>().write_batch(texts, None, None).expect("written");
        column.close().expect("closed");
        group.close().expect("closed");
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&writer.into_inner().expect("bytes")).expect("written");
        let reader = SerializedFileReader::new(file).expect("a reader");
        let group = reader.get_row_group(0).expect("a group");
        let pages = group.get_column_page_reader(0).expect("pages");
        pages.map(|page| page.expect("a page")).collect()
    }

    proptest! {
        /// The end of a stream is where the crate itself writes it.
        #[test]
        fn streams_end_where_they_do(lengths in prop::collection::vec(0_usize..5000, 1..600)) {
            let texts: Vec<_> = lengths.iter().map(|length| vec![b'x'; *length].into()).collect();
            let mut lengths = &lengths[..];
            for page in written(&texts) {
                let (own, rest) = lengths.split_at(page.num_values() as usize);
                let total: usize = own.iter().sum();
                let end = page.buffer().len() - total;
                prop_assert_eq!(delta(page.buffer()), Some((own.len() as u64, end)));
                prop_assert!(check_page(&page, false).is_ok());
                lengths = rest;
            }
            prop_assert!(lengths.is_empty());
        }
    }
}
