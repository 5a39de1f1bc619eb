//! Parquet files that are damaged, hostile or of no use.

use std::io::Write;

use klaim::article::ReadOptions;
use parquet::basic::{Compression, Encoding};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::file::metadata::ParquetMetaDataWriter;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader, SerializedFileReader};
use proptest::prelude::*;

use super::parquet::{ARTICLES, column, file, small, texts};
use super::{last, only_error, plain, soon};

fn properties() -> parquet::file::properties::WriterPropertiesBuilder {
    WriterProperties::builder()
}

#[test]
fn files_without_a_text_are_told() {
    let numbers = file(
        "message a { required binary nama (STRING); required int32 umur; }",
        properties(),
        &[&|group| {
            texts(group, &[Some("Budi")]);
            column::<Int32Type>(group, &[Some(40)]);
        }],
    );
    assert_eq!(
        only_error(numbers.clone(), "a.parquet"),
        "a.parquet: has no field text, content, isi, body, artikel, teks, konten; its fields are nama, umur; name the field by --text-field"
    );
    let options = ReadOptions { text_field: Some("umur".into()), ..ReadOptions::default() };
    assert_eq!(
        super::shown(numbers, "a.parquet", &options),
        [
            "a.parquet: the column \"umur\" holds INT32, not text; name the text's column by --text-field"
        ]
    );
    let nested = file(
        "message a { optional group isi { optional binary id (STRING); } }",
        properties(),
        &[],
    );
    assert!(only_error(nested, "a.parquet").contains("its fields are none"));
    let none = file(ARTICLES, properties(), &[]);
    assert!(only_error(none, "a.parquet").starts_with("a.parquet: holds no record"));
}

#[test]
fn what_is_no_parquet_file_is_told() {
    let good = small(properties());
    let mut huge = good.clone();
    let end = huge.len();
    huge[end - 8..end - 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut encrypted = good.clone();
    encrypted[end - 1] = b'E';
    for (bytes, message) in [
        (Vec::new(), "it is too short"),
        (b"PAR1".to_vec(), "it is too short"),
        (
            b"id,isi\na,Rapat digelar.\n".to_vec(),
            "it does not end as one; it may have been cut off",
        ),
        (good[..end - 5].to_vec(), "it does not end as one; it may have been cut off"),
        (good[..end / 2].to_vec(), "it does not end as one; it may have been cut off"),
        (huge, "its footer of 4294967295 bytes is larger than the file"),
        (encrypted, "it is encrypted"),
    ] {
        assert_eq!(
            only_error(bytes, "a.parquet"),
            format!(
                "a.parquet: is no Parquet file, or a damaged one: {message}; fetch or write the file anew"
            )
        );
    }
}

/// A file with this footer and nothing before it.
fn with_footer(footer: &[u8]) -> Vec<u8> {
    let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
    [&b"PAR1\x15"[..], footer, &length, b"PAR1"].concat()
}

#[test]
fn claims_in_a_footer_are_not_believed() {
    let varint = b"\xff\xff\xff\xff\x07";
    // A list of two thousand million groups of rows, at field 4; a text of as many bytes, at field 6.
    let groups = [&b"\x49\xfc"[..], varint, b"\0"].concat();
    let text = [&b"\x68"[..], varint, b"\0"].concat();
    // A schema of nodes that each have one child: 50,000 deep.
    let node = b"\x48\x01a\x15\x02\x00";
    let deep = [&b"\x29\xfc\xd0\x86\x03"[..], &node.repeat(50_000), b"\0"].concat();
    // 50,000 columns in a group with a name of 100,000 bytes, which each of them would have.
    let leaf = b"\x15\x0c\x25\x02\x18\x01a\0";
    let mut names = b"\x29\xfc\xd2\x86\x03\x48\x01a\x15\x02\0\x35\x02\x18\xa0\x8d\x06".to_vec();
    names.extend(b"n".repeat(100_000));
    names.extend(b"\x15\xa0\x8d\x06\0");
    names.extend([leaf.repeat(50_000), vec![0]].concat());
    let columns =
        [&b"\x29\xfc\xa1\x8d\x06\x48\x01a\x15\xc0\x9a\x0c\0"[..], &leaf.repeat(100_000), b"\0"]
            .concat();
    // Structures within structures, and lists within lists, in a field that is not known.
    let nested = b"\xfc".repeat(100_000);
    let lists = [&b"\xf9"[..], &b"\x19".repeat(1 << 20)].concat();
    for (footer, message) in [
        (groups, "in its footer a list has more than 1048576 items"),
        (text, "its footer ends too early"),
        (names, "the names of its columns have more than 16777216 bytes"),
        (columns, "it has more than 65536 columns"),
        (vec![0; (16 << 20) + 1], "its footer has more than 16777216 bytes"),
        (deep, "columns are nested more than 32 deep"),
        (nested, "in its footer structures are nested more than 32 deep"),
        (lists, "in its footer structures are nested more than 32 deep"),
        (vec![0], ""),
        (vec![0xFF; 1000], ""),
    ] {
        let error = soon(message, || only_error(with_footer(&footer), "a.parquet"));
        assert!(error.starts_with("a.parquet: is no Parquet file, or a damaged one: "), "{error}");
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn one_text_in_very_many_rows_ends() {
    let text = "Rapat digelar. ".repeat(1 << 12);
    let values: Vec<Option<&str>> = vec![Some(text.as_str()); 20_000];
    let bytes = file(
        "message a { optional binary isi (STRING); }",
        properties(),
        &[&|group| texts(group, &values)],
    );
    let options = ReadOptions::default();
    let error = last(bytes, "a.parquet", &options);
    assert!(error.contains("unpacks up to here to more than 200 times its size"), "{error}");

    // Rows without a text, and with one that is too long or no text.
    let limit = ReadOptions { max_article_bytes: 1000, ..options };
    for value in [None, Some(text.as_str().into()), Some(ByteArray::from(b"caf\xe9".to_vec()))] {
        let values = vec![value; 1_100_000];
        let bytes = file(
            "message a { optional binary isi; }",
            properties(),
            &[&|group| column::<ByteArrayType>(group, &values)],
        );
        let error = last(bytes, "a.parquet", &limit);
        assert!(error.contains("more than 200 times its size"), "{error}");
    }
}

#[test]
fn one_place_in_very_many_groups_is_not_read_for_each() {
    let texts_of = |text: String| {
        file(
            "message a { optional binary isi (STRING); }",
            properties().set_compression(Compression::SNAPPY),
            &[&|group| texts(group, &[Some(&text)])],
        )
    };
    let bytes = texts_of("Rapat digelar. ".repeat(1 << 18));
    let mut whole = tempfile::tempfile().unwrap();
    whole.write_all(&bytes).unwrap();
    let reader = SerializedFileReader::new(whole).unwrap();
    let metadata = reader.metadata().clone();
    let groups = vec![metadata.row_group(0).clone(); 30_000];
    let metadata = metadata.into_builder().set_row_groups(groups).build();
    let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap());
    let mut bytes = bytes[..bytes.len() - 8 - length as usize].to_vec();
    ParquetMetaDataWriter::new(&mut bytes, &metadata).finish().unwrap();
    let options = ReadOptions { max_article_bytes: 1000, ..ReadOptions::default() };
    let error = last(bytes, "a.parquet", &options);
    assert!(error.contains("unpacks up to here to more than 200 times its size"), "{error}");
}

#[test]
fn numbers_with_very_many_digits_are_left_out() {
    let bytes = file(
        "message a { optional binary isi (STRING); optional binary harga (DECIMAL(2000000000,1999999999)); optional binary nilai (DECIMAL(9,2)); }",
        properties(),
        &[&|group| {
            texts(group, &[Some("Rapat."), Some("Rapat.")]);
            column::<ByteArrayType>(group, &[Some(vec![7].into()), None]);
            column::<ByteArrayType>(group, &[Some(vec![7].into()), Some(vec![7; 1 << 22].into())]);
        }],
    );
    let options = ReadOptions::default();
    let found = soon("digits", || super::items(bytes, "a.parquet", &options));
    let kept = |name: &str| -> Vec<_> {
        let of = |article: &klaim::article::Article| {
            article.metadata.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
        };
        found.iter().map(|item| of(item.as_ref().unwrap())).collect()
    };
    assert_eq!(kept("harga"), [Some(String::new()), None]);
    assert_eq!(kept("nilai"), [Some("0.07".to_owned()), Some(String::new())]);
}

#[test]
fn texts_that_are_not_utf8_are_told_and_the_next_is_read() {
    let bytes = file(
        ARTICLES,
        properties(),
        &[&|group| {
            texts(group, &[Some("a"), Some("b")]);
            let latin = ByteArray::from(b"caf\xe9".to_vec());
            column::<ByteArrayType>(group, &[Some(latin), Some(ByteArray::from("Rapat."))]);
        }],
    );
    assert_eq!(
        plain(bytes, "a.parquet"),
        [
            "a.parquet:1: byte 0xE9 in the text is not valid UTF-8; write it as UTF-8, or leave bad records out by --skip-bad",
            "2 b|||Rapat."
        ]
    );
}

#[test]
fn damage_in_a_page_is_told_behind_what_was_good() {
    let bytes = file(
        ARTICLES,
        properties()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::None),
        &[
            &|group| {
                texts(group, &[Some("a")]);
                texts(group, &[Some("Rapat.")]);
            },
            &|group| {
                texts(group, &[Some("b")]);
                texts(group, &[Some("Hujan turun di seluruh kota.")]);
            },
        ],
    );
    let at = bytes.windows(5).rposition(|w| w == b"Hujan").unwrap();
    let mut flipped = bytes;
    flipped[at - 8..at].fill(0xFF);
    let found = plain(flipped, "a.parquet");
    assert_eq!(found[0], "1 a|||Rapat.", "{found:?}");
    assert!(found[1].contains("; fetch or write the file anew"), "{found:?}");
    assert_eq!(found.len(), 2);
}

/// Small files of every kind of page.
fn kinds() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
            let base = || properties().set_writer_version(version).set_compression(compression);
            all.push(small(base()));
            for encoding in
                [Encoding::PLAIN, Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY]
            {
                all.push(small(base().set_dictionary_enabled(false).set_encoding(encoding)));
            }
        }
    }
    all
}

#[test]
fn damaged_files_end_in_articles_or_errors() {
    let kinds = kinds();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(3000));
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4);
    // Assertions of the crate are caught; what it prints of them is of no use here.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = runner.run(&(any::<prop::sample::Index>(), changes), |(kind, changes)| {
        let mut bytes = kinds[kind.index(kinds.len())].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        prop_assert!(!plain(bytes, "a.parquet").is_empty());
        Ok(())
    });
    std::panic::set_hook(hook);
    outcome.unwrap();
}
