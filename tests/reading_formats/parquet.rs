//! Parquet files, written by the `parquet` crate's own writer.

use std::sync::Arc;

use klaim::article::{Keep, ReadOptions};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type,
};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::{fields, from_file, gzip, items, plain, shown, zstd};

/// A group of rows that is being written.
pub(crate) type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

/// A file of that schema; each of `groups` writes one group of rows.
pub(crate) fn file(
    schema: &str,
    properties: WriterPropertiesBuilder,
    groups: &[&dyn Fn(&mut Group<'_>)],
) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).unwrap();
    for group in groups {
        let mut rows = writer.next_row_group().unwrap();
        group(&mut rows);
        rows.close().unwrap();
    }
    writer.into_inner().unwrap()
}

/// Writes the next column; none is a null.
pub(crate) fn column<T: DataType>(group: &mut Group<'_>, values: &[Option<T::T>]) {
    let mut column = group.next_column().unwrap().unwrap();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<T::T> = values.iter().flatten().cloned().collect();
    column.typed::<T>().write_batch(&values, Some(&levels), None).unwrap();
    column.close().unwrap();
}

pub(crate) fn texts(group: &mut Group<'_>, values: &[Option<&str>]) {
    let values: Vec<_> = values.iter().map(|value| value.map(ByteArray::from)).collect();
    column::<ByteArrayType>(group, &values);
}

pub(crate) const ARTICLES: &str =
    "message a { optional binary id (STRING); optional binary isi (STRING); }";

pub(crate) fn small(properties: WriterPropertiesBuilder) -> Vec<u8> {
    file(
        ARTICLES,
        properties,
        &[
            &|group| {
                texts(group, &[Some("a"), Some("b")]);
                texts(group, &[Some("Rapat digelar."), None]);
            },
            &|group| {
                texts(group, &[None]);
                texts(group, &[Some("Hujan “turun”.")]);
            },
        ],
    )
}

const SMALL: [&str; 3] = [
    "1 a|||Rapat digelar.",
    "a.parquet:2: the record's text is empty; mend it, or leave bad records out by --skip-bad",
    "3 a.parquet:3|||Hujan “turun”.",
];

#[test]
fn rows_are_read_from_files_streams_and_packed() {
    let bytes = small(WriterProperties::builder());
    let options = ReadOptions::default();
    for name in ["a.parquet", "a.dat", "a.csv"] {
        let expected = SMALL.map(|line| line.replace("a.parquet", name));
        assert_eq!(from_file(&bytes, name, &options), expected);
        assert_eq!(plain(bytes.clone(), name), expected);
        assert_eq!(plain(gzip(&bytes), name), expected);
        assert_eq!(plain(zstd(&bytes), name), expected);
    }
    assert_eq!(fields(bytes, "a").unwrap().to_string(), "text from \"isi\", id from \"id\"");
}

#[test]
fn every_compression_version_and_encoding_is_read() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(parquet::basic::GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
        Compression::BROTLI(parquet::basic::BrotliLevel::default()),
    ] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            for encoding in [
                None,
                Some(Encoding::PLAIN),
                Some(Encoding::DELTA_BYTE_ARRAY),
                Some(Encoding::DELTA_LENGTH_BYTE_ARRAY),
            ] {
                let mut properties = WriterProperties::builder()
                    .set_compression(compression)
                    .set_writer_version(version);
                if let Some(encoding) = encoding {
                    properties = properties.set_dictionary_enabled(false).set_encoding(encoding);
                }
                assert_eq!(
                    plain(small(properties), "a.parquet"),
                    SMALL,
                    "{compression} {encoding:?}"
                );
            }
        }
    }
}

#[test]
fn values_are_written_as_a_person_reads_them() {
    let schema = "message a {
        required int64 no;
        optional binary content;
        optional int32 tanggal (DATE);
        optional int64 milli (TIMESTAMP(MILLIS,true));
        optional int64 mikro (TIMESTAMP(MICROS,false));
        optional int64 nano (TIMESTAMP(NANOS,true));
        optional int32 kecil (INTEGER(8,false));
        optional int32 harga (DECIMAL(9,2));
        optional double skor;
        optional boolean sah;
        optional binary gambar;
        optional group penulis { optional binary nama (STRING); }
        optional group label (LIST) { repeated group list { optional binary element (STRING); } }
    }";
    let bytes = file(
        schema,
        WriterProperties::builder(),
        &[&|group| {
            column::<Int64Type>(group, &[Some(7)]);
            texts(group, &[Some("Rapat.")]);
            column::<Int32Type>(group, &[Some(19_765)]);
            column::<Int64Type>(group, &[Some(1_707_725_700_000)]);
            column::<Int64Type>(group, &[Some(1_707_725_700_000_000)]);
            column::<Int64Type>(group, &[Some(1_707_725_700_000_000_000)]);
            column::<Int32Type>(group, &[Some(255)]);
            column::<Int32Type>(group, &[Some(12_345)]);
            column::<DoubleType>(group, &[Some(0.5)]);
            column::<BoolType>(group, &[Some(true)]);
            column::<ByteArrayType>(group, &[Some(ByteArray::from(vec![0xFF, 0xD8]))]);
            texts(group, &[None]);
            let mut list = group.next_column().unwrap().unwrap();
            list.typed::<ByteArrayType>().write_batch(&[], Some(&[0]), Some(&[0])).unwrap();
            list.close().unwrap();
        }],
    );
    let article = items(bytes, "a.parquet", &ReadOptions::default()).remove(0).unwrap();
    assert_eq!((article.id.as_str(), article.text.as_str(), article.line), ("7", "Rapat.", 1));
    let metadata: Vec<_> = article.metadata.iter().map(|(n, v)| format!("{n}={v}")).collect();
    assert_eq!(
        metadata,
        [
            "tanggal=2024-02-12",
            "milli=2024-02-12T08:15:00Z",
            "mikro=2024-02-12T08:15:00",
            "nano=2024-02-12T08:15:00Z",
            "kecil=255",
            "harga=123.45",
            "skor=0.5",
            "sah=true",
            "gambar="
        ]
    );
    assert_eq!(article.date().as_deref(), Some("2024-02-12"));
}

#[test]
fn null_is_no_value_and_an_empty_text_is_one() {
    let bytes = file(
        "message a { optional binary isi (STRING); optional binary url (STRING); optional int32 n; }",
        WriterProperties::builder(),
        &[&|group| {
            texts(group, &[Some("Rapat."), Some("Hujan.")]);
            texts(group, &[Some(""), None]);
            column::<Int32Type>(group, &[None, Some(0)]);
        }],
    );
    let keep = Keep::Only(vec!["url".into(), "n".into()]);
    let kept: Vec<_> = items(bytes, "a.parquet", &ReadOptions { keep, ..ReadOptions::default() })
        .into_iter()
        .map(|article| article.unwrap().metadata)
        .collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(kept, [vec![pair("url", "")], vec![pair("n", "0")]]);
}

#[test]
fn only_what_is_kept_is_read() {
    let bytes = file(
        "message a { optional binary isi (STRING); optional binary url (STRING); optional int32 n; }",
        WriterProperties::builder(),
        &[&|group| {
            texts(group, &[Some("Rapat.")]);
            texts(group, &[Some("u")]);
            column::<Int32Type>(group, &[Some(1)]);
        }],
    );
    for (keep, expected) in
        [(Keep::None, 0), (Keep::All, 1), (Keep::Only(vec!["N".into(), "URL".into()]), 2)]
    {
        let options = ReadOptions { keep, ..ReadOptions::default() };
        let article = items(bytes.clone(), "a.parquet", &options).remove(0).unwrap();
        assert_eq!((article.id.as_str(), article.metadata.len()), ("u", expected));
    }
}

#[test]
fn many_rows_come_in_order() {
    let all: Vec<String> = (0..3000).map(|i| format!("Rapat ke-{i} digelar.")).collect();
    let ids: Vec<String> = (0..3000).map(|i| i.to_string()).collect();
    let write = |from: usize, to: usize| {
        let (all, ids) = (&all, &ids);
        move |group: &mut Group<'_>| {
            let of = |v: &'_ [String]| v[from..to].to_vec();
            let (ids, all) = (of(ids), of(all));
            texts(group, &ids.iter().map(|s| Some(s.as_str())).collect::<Vec<_>>());
            texts(group, &all.iter().map(|s| Some(s.as_str())).collect::<Vec<_>>());
        }
    };
    let properties = WriterProperties::builder().set_data_page_row_count_limit(100);
    let bytes = file(ARTICLES, properties, &[&write(0, 1700), &write(1700, 3000)]);
    let found = plain(bytes, "a.parquet");
    assert_eq!(found.len(), 3000);
    for (i, line) in found.iter().enumerate() {
        assert_eq!(*line, format!("{} {i}|||Rapat ke-{i} digelar.", i + 1));
    }
}

#[test]
fn long_texts_are_told_and_the_next_is_read() {
    let long = "Rapat digelar. ".repeat(10 << 16);
    let bytes = file(
        ARTICLES,
        WriterProperties::builder(),
        &[&|group| {
            texts(group, &[Some("a"), Some("b")]);
            texts(group, &[Some(&long), Some("Hujan.")]);
        }],
    );
    let found = plain(bytes.clone(), "a.parquet");
    assert_eq!(found[0].len(), "1 a|||".len() + long.len());
    let options = ReadOptions { max_article_bytes: 1 << 20, ..ReadOptions::default() };
    assert_eq!(
        shown(bytes, "a.parquet", &options),
        [
            "a.parquet:1: the row is longer than the limit of 1048576 bytes for one article; split it, or raise --max-article-size",
            "2 b|||Hujan."
        ]
    );
}
