//! Merged cells: regions of a sheet go in; for each row, what a person sees in the cells that a region covers comes out.

use calamine::Dimensions;

use super::fields::Columns;

/// The most regions that may cover one row; they cannot overlap, so this is a number of columns.
const MAX_ACTIVE: usize = 1024;

/// The merged regions of a sheet, followed row by row.
#[derive(Default)]
pub(super) struct Merged {
    /// By first row; rows and columns from 0.
    regions: Vec<Dimensions>,
    /// Regions before this one have begun.
    next: usize,
    /// Those that have begun and not ended.
    active: Vec<Region>,
}

struct Region {
    at: Dimensions,
    /// What stands in its first cell; known once that row has been seen.
    value: String,
}

impl Merged {
    pub(super) fn new(mut regions: Vec<Dimensions>) -> Self {
        regions.retain(|at| at.start != at.end && at.start.0 <= at.end.0 && at.start.1 <= at.end.1);
        regions.sort_unstable_by_key(|at| (at.start, at.end));
        Self { regions, next: 0, active: Vec::new() }
    }

    /// Fills the cells of row `number` (from 1) that are covered; rows must come in order. `used` says for each cell
    /// which column of the sheet it is; `room` is how many bytes may be filled in, and then how many are left. Says what is
    /// wrong when there is too little, and when the text's cell is covered, for then its text stands elsewhere.
    pub(super) fn fill(
        &mut self,
        number: usize,
        columns: &Columns,
        used: &[usize],
        cells: &mut [String],
        room: &mut usize,
    ) -> Option<String> {
        let row = u32::try_from(number - 1).ok()?;
        let cell_at = |column: u32| used.binary_search(&(column as usize)).ok();
        let text_at = used.get(columns.places.text).and_then(|at| u32::try_from(*at).ok())?;
        self.active.retain(|region| region.at.end.0 >= row);
        while let Some(at) = self.regions.get(self.next).filter(|at| at.start.0 <= row) {
            self.next += 1;
            // Regions cannot overlap; where a file says otherwise, the first of a column is followed, and one value held.
            let overlaps = self.active.iter().any(|region| region.at.start.1 == at.start.1);
            if at.end.0 >= row && !overlaps && self.active.len() < MAX_ACTIVE {
                let first = cell_at(at.start.1)
                    .filter(|cell| at.start.0 == row && *cell != columns.places.text);
                let value = first.map(|cell| cells[cell].clone()).unwrap_or_default();
                self.active.push(Region { at: *at, value });
            }
        }
        for Region { at, value } in &self.active {
            if (at.start.1..=at.end.1).contains(&text_at)
                && (row, text_at) != at.start
                && cells[columns.places.text].is_empty()
            {
                return Some(format!(
                    "the text's cell is merged into {}, and the text stands in its first cell",
                    range(at)
                ));
            }
            // An id is of one record, and a title that spans columns is no title of this one.
            let places = &columns.places;
            let first =
                cell_at(at.start.1).filter(|cell| Some(*cell) != places.id && *cell != places.text);
            if let Some(cell) = first
                && row > at.start.0
                && cells[cell].is_empty()
            {
                let Some(rest) = room.checked_sub(value.len()) else {
                    return Some("the row with what its merged cells show is too long".to_owned());
                };
                *room = rest;
                value.clone_into(&mut cells[cell]);
            }
        }
        None
    }
}

/// `B2:C5`.
fn range(at: &Dimensions) -> String {
    let name = |(row, column): (u32, u32)| {
        let mut letters = Vec::new();
        let mut rest = column + 1;
        while rest > 0 {
            letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
            rest = (rest - 1) / 26;
        }
        letters.iter().rev().collect::<String>() + &(row + 1).to_string()
    };
    format!("{}:{}", name(at.start), name(at.end))
}

#[cfg(test)]
mod tests {
    use super::super::fields::Places;
    use super::*;

    fn columns() -> Columns {
        let places = Places { text: 0, id: None, title: Some(1), date: None };
        Columns { names: vec!["isi".into(), "judul".into()], places }
    }

    /// Each region would hold what stands in its first cell: a cell of megabytes, a thousand times.
    #[test]
    fn regions_that_overlap_are_followed_once() {
        let columns = columns();
        let regions = (2..1002).map(|row| Dimensions { start: (1, 7), end: (row, 7) });
        let mut merged = Merged::new(regions.collect());
        let mut room = 10;
        let mut filled = |number, text: &str, title: &str| {
            let mut cells = [text.to_owned(), title.to_owned()];
            let problem = merged.fill(number, &columns, &[3, 7], &mut cells, &mut room);
            (problem, cells[1].clone(), merged.active.len())
        };
        assert_eq!(filled(2, "Rapat.", "Enam b"), (None, "Enam b".into(), 1));
        assert_eq!(filled(3, "Hujan.", ""), (None, "Enam b".into(), 1));
        // The first region has ended; those that are left began in rows that are gone.
        assert_eq!(filled(4, "Reda.", ""), (None, String::new(), 0));
    }

    #[test]
    fn what_is_filled_in_has_a_limit() {
        let columns = columns();
        let mut merged = Merged::new(vec![Dimensions { start: (1, 1), end: (9, 1) }]);
        let mut cells = ["Rapat.".to_owned(), "Judul".to_owned()];
        assert_eq!(merged.fill(2, &columns, &[0, 1], &mut cells, &mut 0), None);
        cells[1].clear();
        let problem = merged.fill(3, &columns, &[0, 1], &mut cells, &mut 4);
        assert!(problem.is_some_and(|problem| problem.contains("too long")));
        assert_eq!(cells[1], "");
        let mut room = 12;
        assert_eq!(merged.fill(4, &columns, &[0, 1], &mut cells, &mut room), None);
        assert_eq!((&*cells[1], room), ("Judul", 7));
    }

    #[test]
    fn ranges_are_named_as_in_a_sheet() {
        for (start, end, name) in [
            ((0, 0), (1, 1), "A1:B2"),
            ((9, 25), (9, 26), "Z10:AA10"),
            ((0, 701), (0, 702), "ZZ1:AAA1"),
        ] {
            assert_eq!(range(&Dimensions { start, end }), name);
        }
    }
}
