//! The structures of a Parquet file's footer and page headers: which fields they have, and of which kinds.
//!
//! After <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>. Every field that the
//! `parquet` crate reads must be here, encryption (a feature of the crate) included; those that it passes over may be. A
//! test tells when the crate is another than the one that this was compared with.

use super::thrift::Fields;
use super::thrift::Kind::{Binary, Byte, Double, List, Number, Structure, Truth};

/// `FileMetaData`, the footer.
pub(super) const FOOTER: Fields = &[
    (1, Number),
    (2, List(&Structure(SCHEMA_ELEMENT))),
    (3, Number),
    (4, List(&Structure(ROW_GROUP))),
    (5, List(&Structure(KEY_VALUE))),
    (6, Binary),
    (7, List(&Structure(COLUMN_ORDER))),
    (8, Structure(ENCRYPTION_ALGORITHM)),
    (9, Binary),
];

/// `PageHeader`.
pub(super) const PAGE_HEADER: Fields = &[
    (1, Number),
    (2, Number),
    (3, Number),
    (4, Number),
    (5, Structure(DATA_PAGE_HEADER)),
    (6, Structure(EMPTY)),
    (7, Structure(DICTIONARY_PAGE_HEADER)),
    (8, Structure(DATA_PAGE_HEADER_V2)),
];

const EMPTY: Fields = &[];

const SCHEMA_ELEMENT: Fields = &[
    (1, Number),
    (2, Number),
    (3, Number),
    (4, Binary),
    (5, Number),
    (6, Number),
    (7, Number),
    (8, Number),
    (9, Number),
    (10, Structure(LOGICAL_TYPE)),
];

const LOGICAL_TYPE: Fields = &[
    (1, Structure(EMPTY)),
    (2, Structure(EMPTY)),
    (3, Structure(EMPTY)),
    (4, Structure(EMPTY)),
    // Decimal: scale and precision.
    (5, Structure(&[(1, Number), (2, Number)])),
    (6, Structure(EMPTY)),
    (7, Structure(TIME)),
    (8, Structure(TIME)),
    // Integer: bits and whether it has a sign.
    (10, Structure(&[(1, Byte), (2, Truth)])),
    (11, Structure(EMPTY)),
    (12, Structure(EMPTY)),
    (13, Structure(EMPTY)),
    (14, Structure(EMPTY)),
    (15, Structure(EMPTY)),
    // Variant: its version.
    (16, Structure(&[(1, Byte)])),
    // Geometry and geography: their system of coordinates, and how edges run.
    (17, Structure(&[(1, Binary)])),
    (18, Structure(&[(1, Binary), (2, Number)])),
];

/// `TimeType` and `TimestampType`: whether it is UTC, and the unit.
const TIME: Fields = &[
    (1, Truth),
    (2, Structure(&[(1, Structure(EMPTY)), (2, Structure(EMPTY)), (3, Structure(EMPTY))])),
];

const ROW_GROUP: Fields = &[
    (1, List(&Structure(COLUMN_CHUNK))),
    (2, Number),
    (3, Number),
    // Columns by which rows are sorted.
    (4, List(&Structure(&[(1, Number), (2, Truth), (3, Truth)]))),
    (5, Number),
    (6, Number),
    (7, Number),
];

const COLUMN_CHUNK: Fields = &[
    (1, Binary),
    (2, Number),
    (3, Structure(COLUMN_META_DATA)),
    (4, Number),
    (5, Number),
    (6, Number),
    (7, Number),
    (8, Structure(COLUMN_CRYPTO_META_DATA)),
    (9, Binary),
];

const COLUMN_META_DATA: Fields = &[
    (1, Number),
    (2, List(&Number)),
    (3, List(&Binary)),
    (4, Number),
    (5, Number),
    (6, Number),
    (7, Number),
    (8, List(&Structure(KEY_VALUE))),
    (9, Number),
    (10, Number),
    (11, Number),
    (12, Structure(STATISTICS)),
    // Encodings of pages and how often they are used.
    (13, List(&Structure(&[(1, Number), (2, Number), (3, Number)]))),
    (14, Number),
    (15, Number),
    // Statistics of sizes.
    (16, Structure(&[(1, Number), (2, List(&Number)), (3, List(&Number))])),
    // Statistics of places.
    (17, Structure(&[(1, Structure(BOUNDING_BOX)), (2, List(&Number))])),
];

const KEY_VALUE: Fields = &[(1, Binary), (2, Binary)];

const COLUMN_ORDER: Fields = &[(1, Structure(EMPTY))];

const STATISTICS: Fields = &[
    (1, Binary),
    (2, Binary),
    (3, Number),
    (4, Number),
    (5, Binary),
    (6, Binary),
    (7, Truth),
    (8, Truth),
];

const BOUNDING_BOX: Fields = &[
    (1, Double),
    (2, Double),
    (3, Double),
    (4, Double),
    (5, Double),
    (6, Double),
    (7, Double),
    (8, Double),
];

const ENCRYPTION_ALGORITHM: Fields = &[(1, Structure(AES)), (2, Structure(AES))];

const AES: Fields = &[(1, Binary), (2, Binary), (3, Truth)];

const COLUMN_CRYPTO_META_DATA: Fields =
    &[(1, Structure(EMPTY)), (2, Structure(&[(1, List(&Binary)), (2, Binary)]))];

const DATA_PAGE_HEADER: Fields =
    &[(1, Number), (2, Number), (3, Number), (4, Number), (5, Structure(STATISTICS))];

const DICTIONARY_PAGE_HEADER: Fields = &[(1, Number), (2, Number), (3, Truth)];

const DATA_PAGE_HEADER_V2: Fields = &[
    (1, Number),
    (2, Number),
    (3, Number),
    (4, Number),
    (5, Number),
    (6, Number),
    (7, Truth),
    (8, Structure(STATISTICS)),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use parquet::basic::LogicalType;
    use parquet::data_type::{ByteArrayType, Int32Type, Int64Type};
    use parquet::file::metadata::{KeyValue, ParquetMetaDataReader, SortingColumn};
    use parquet::file::properties::{DEFAULT_CREATED_BY, WriterProperties};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::article::thrift::{Found, Kind, Stop, Walk};

    #[test]
    fn the_crate_is_the_one_that_this_was_compared_with() {
        // When it is another: compare its `thrift_struct!`, `thrift_union!` and `read_thrift` with the fields here.
        assert_eq!(DEFAULT_CREATED_BY, "parquet-rs version 59.3.2");
    }

    /// A footer that has most of what a footer can have.
    fn footer() -> Vec<u8> {
        let schema = "message a {
            required binary text (UTF8);
            optional int32 day (DATE);
            optional int32 small (INTEGER(8, true));
            optional int64 moment (TIMESTAMP(MICROS, true));
            optional int32 price (DECIMAL(9, 2));
            optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }
        }";
        let schema = parse_message_type(schema).expect("a schema");
        let sorted = SortingColumn { column_idx: 0, descending: true, nulls_first: false };
        let properties = WriterProperties::builder()
            .set_key_value_metadata(Some(vec![KeyValue::new("kunci".into(), "nilai".to_owned())]))
            .set_sorting_columns(Some(vec![sorted]))
            .build();
        let mut writer =
            SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))
                .expect("a writer");
        for _ in 0..2 {
            let mut group = writer.next_row_group().expect("a group");
            let mut leaf = 0;
            while let Some(mut column) = group.next_column().expect("a column") {
                let is_set = [1_i16];
                match leaf {
                    0 => column.typed::<ByteArrayType>().write_batch(&["isi".into()], None, None),
                    3 => column.typed::<Int64Type>().write_batch(&[7], Some(&is_set), None),
                    5 => column.typed::<ByteArrayType>().write_batch(
                        &["pemilu".into()],
                        Some(&[3]),
                        Some(&[0]),
                    ),
                    _ => column.typed::<Int32Type>().write_batch(&[7], Some(&is_set), None),
                }
                .expect("written");
                column.close().expect("closed");
                leaf += 1;
            }
            group.close().expect("closed");
        }
        let bytes = writer.into_inner().expect("bytes");
        let (rest, tail) = bytes.split_at(bytes.len() - 8);
        let length = u32::from_le_bytes(tail[..4].try_into().expect("four bytes")) as usize;
        rest[rest.len() - length..].to_vec()
    }

    fn walked(bytes: &[u8]) -> Result<(), Stop> {
        Walk::new(bytes).structure(FOOTER, &mut Vec::new(), &mut |_, _| {})
    }

    #[test]
    fn what_the_crate_writes_is_of_these_kinds() {
        let footer = footer();
        assert!(walked(&footer).is_ok());
        let read = ParquetMetaDataReader::decode_metadata(&footer).expect("a footer");
        let day = read.file_metadata().schema_descr().column(1);
        assert_eq!(day.logical_type_ref(), Some(&LogicalType::Date));
        assert!(read.row_group(1).sorting_columns().is_some());
        assert!(read.row_group(1).column(0).statistics().is_some());
        assert!(read.file_metadata().key_value_metadata().is_some());
    }

    /// The header of a field with an id of its own, not one more than the last.
    fn header(id: i16, wire: u8) -> Vec<u8> {
        let id = u8::try_from(2 * id).expect("an id of one byte");
        vec![wire, id]
    }

    /// Counts the fields of `top`, and of structures in it, that any other kind than their own is refused for.
    fn held(top: Fields, start: &[u8], fields: Fields) -> usize {
        let refused = |bytes: &[u8]| {
            let walked =
                Walk::new(&[bytes, &[0]].concat()).structure(top, &mut Vec::new(), &mut |_, _| {});
            matches!(walked, Err(Stop::Bad(problem)) if problem.contains("of another kind"))
        };
        let mut count = 0;
        for (id, kind) in fields {
            let to = |wire| [start.to_vec(), header(*id, wire)].concat();
            for wire in 1..=15 {
                assert_eq!(refused(&to(wire)), !kind.is(wire), "{start:?}, {id} as {wire}");
            }
            let (start, inner) = match kind {
                Structure(inner) => (to(12), *inner),
                List(item) => {
                    // A list of one item.
                    let item_is = |wire| [to(9), vec![0x10 | wire]].concat();
                    for wire in 1..=15 {
                        let items = refused(&item_is(wire));
                        assert_eq!(items, !item.is(wire), "{start:?}, {id} of {wire}");
                    }
                    (item_is(12), if let Structure(inner) = item { *inner } else { EMPTY })
                }
                _ => (Vec::new(), EMPTY),
            };
            count += 1 + held(top, &start, inner);
        }
        count
    }

    #[test]
    fn every_field_is_held_to_its_kind() {
        let wires = |kind: Kind| (0..=15).filter(|wire| kind.is(*wire)).collect::<Vec<_>>();
        assert_eq!([Truth, Byte, Number].map(wires), [vec![1, 2], vec![3], vec![4, 5, 6]]);
        assert_eq!([Double, Binary].map(wires), [vec![7], vec![8]]);
        assert_eq!([List(&Byte), Structure(EMPTY)].map(wires), [vec![9], vec![12]]);
        assert_eq!(held(FOOTER, &[], FOOTER), 131);
        assert_eq!(held(PAGE_HEADER, &[], PAGE_HEADER), 40);
    }

    /// The fields of the structure at a path of ids.
    fn fields(path: &[i16]) -> Fields {
        path.iter().fold(FOOTER, |fields, id| {
            match fields.iter().find(|(known, _)| known == id).map(|(_, kind)| *kind) {
                Some(Structure(inner) | List(&Structure(inner))) => inner,
                _ => panic!("no structure is known at {path:?}"),
            }
        })
    }

    /// A field that is true takes no bytes behind its header; only who does not know it will pass over it so.
    #[test]
    fn fields_that_are_not_here_are_not_read_by_the_crate() {
        let footer = footer();
        // A structure ends at the byte without which it is not found.
        let (mut ends, mut known) = (BTreeMap::new(), 0);
        for end in 0..footer.len() {
            let mut paths = Vec::new();
            let _ = Walk::new(&footer[..=end]).structure(
                FOOTER,
                &mut Vec::new(),
                &mut |path, found| {
                    if matches!(found, Found::Structure) {
                        paths.push(path.to_vec());
                    }
                },
            );
            let all = paths.len();
            ends.extend(paths.drain(known..).map(|path| (path, end)));
            known = all;
        }
        assert!(ends.len() > 10, "{ends:?}");
        let mut passed = 0;
        for (path, end) in ends {
            for id in (1..64).filter(|id| fields(&path).iter().all(|(known, _)| known != id)) {
                let (before, behind) = footer.split_at(end);
                let changed = [before, &header(id, 1), behind].concat();
                match ParquetMetaDataReader::decode_metadata(&changed) {
                    Ok(_) => passed += 1,
                    // What has no fields, or one out of several, takes no other.
                    Err(error) => {
                        let error = error.to_string();
                        let alone =
                            error.contains("multiple fields") || error.contains("Empty struct");
                        assert!(alone, "{path:?}, {id}: {error}");
                    }
                }
            }
        }
        assert!(passed > 400, "{passed}");
    }
}
