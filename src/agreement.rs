//! How far people who label the same sentences agree.
//!
//! In: per coder a list of unit ids with labels; a unit is what is labelled, here a sentence. Coders need not have
//! labelled the same units. Out: an [`Agreement`] with Krippendorff's alpha over all coders, percent agreement and
//! Cohen's kappa per pair of coders, specific agreement per label, and the units on which coders differ. Shares run
//! from 0 to 1; alpha and kappa are 1 for perfect agreement, 0 for that of chance, and may be negative.
//!
//! A coefficient that corrects for chance is undefined when only one label was used, for there is nothing to tell
//! chance by; it is `None` then (null in JSON), never 0 or 1.
//!
//! Sources: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Cohen (1960), A coefficient of agreement
//! for nominal scales; for labels, Cicchetti and Feinstein (1990), High agreement but low kappa II, in the form for any
//! number of coders by Uebersax (1982), A generalized kappa coefficient.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::error::{Error, Result};

/// One coder's labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coder {
    /// Name, unique among the coders: usually the file that holds the labels.
    pub name: String,
    /// The labels, every id at most once.
    pub codes: Vec<Code>,
}

/// The label that a coder gave to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The unit.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The line of the coder's file, counted from 1, for error messages; 0 when there is none.
    pub line: usize,
}

/// Agreement of all coders.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// Names of the coders, as given.
    pub coders: Vec<String>,
    /// Number of different units.
    pub units: usize,
    /// Number of units that at least 2 coders labelled; all figures rest on these alone.
    pub pairable_units: usize,
    /// Krippendorff's alpha for nominal labels; `None` when the pairable units hold a single label.
    pub alpha: Option<f64>,
    /// Every pair of coders: the first with the second, the first with the third, and so on.
    pub pairs: Vec<PairAgreement>,
    /// Agreement by label, for every label of a pairable unit.
    pub labels: BTreeMap<String, LabelAgreement>,
    /// The units to which coders gave different labels, in order of first appearance.
    pub disagreements: Vec<Disagreement>,
}

/// Agreement of two coders on the units that both labelled.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairAgreement {
    /// Names of the two coders.
    pub coders: [String; 2],
    /// Number of units that both labelled.
    pub units: usize,
    /// Share of these units to which both gave the same label; `None` without units.
    pub percent_agreement: Option<f64>,
    /// Cohen's kappa; `None` without units or when both gave one and the same label throughout.
    pub kappa: Option<f64>,
}

/// Agreement on one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelAgreement {
    /// Number of pairable units for which at least one coder chose the label.
    pub units: usize,
    /// Number of times that it was chosen for a pairable unit.
    pub codes: usize,
    /// Specific agreement: when one coder chooses this label, the chance that another coder of the unit does too.
    ///
    /// With n(u) codes of a unit u and c(u) of them for the label, it is the sum of c(u) (c(u) - 1) over the sum of
    /// c(u) (n(u) - 1); for two coders the F1 of one against the other.
    pub specific_agreement: f64,
}

/// A unit to which coders gave different labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// The unit.
    pub id: String,
    /// Labels in the order of the coders; `None` of a coder who did not label the unit.
    pub labels: Vec<Option<String>>,
}

impl Agreement {
    /// Agreement of `coders`.
    ///
    /// Time grows with the number of codes, times the number of coders for the pairs.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 coders or two of the same name; [`Error::Input`] when a coder labels an id
    /// twice, or when no two coders have an id in common.
    pub fn new(coders: &[Coder]) -> Result<Self> {
        check_coders(coders)?;
        let table = Table::new(coders)?;
        let pairable: Vec<&Unit> = table.units.iter().filter(|unit| unit.codes.len() > 1).collect();
        if pairable.is_empty() {
            return Err(Error::input(
                &coders[1].name,
                0,
                format!("no id in common with {} or any other coder", coders[0].name),
                "give files in which at least 2 coders label the same ids",
            ));
        }
        let tallies: Vec<Vec<(usize, usize)>> = pairable.iter().map(|unit| unit.tally()).collect();
        Ok(Self {
            coders: coders.iter().map(|coder| coder.name.clone()).collect(),
            units: table.units.len(),
            pairable_units: pairable.len(),
            alpha: alpha(table.labels.len(), &tallies),
            pairs: pairs(coders, &table),
            labels: label_agreement(&table.labels, &tallies),
            disagreements: pairable
                .iter()
                .zip(&tallies)
                .filter(|(_, tally)| tally.len() > 1)
                .map(|(unit, _)| unit.disagreement(&table.labels, coders.len()))
                .collect(),
        })
    }
}

fn check_coders(coders: &[Coder]) -> Result<()> {
    if coders.len() < 2 {
        return Err(Error::parameter(
            "number of coders",
            coders.len(),
            "agreement is between at least 2",
        ));
    }
    let mut names = BTreeSet::new();
    match coders.iter().find(|coder| !names.insert(&coder.name)) {
        None => Ok(()),
        Some(twice) => Err(Error::parameter(
            "coder",
            format!("{}, given twice", twice.name),
            "give every coder once, under a name of their own",
        )),
    }
}

/// All codes, by unit and by coder, with labels as indices.
struct Table<'a> {
    /// Sorted, unique.
    labels: Vec<&'a str>,
    /// In order of first appearance, the coders one after another.
    units: Vec<Unit<'a>>,
    /// Per coder (unit, label), sorted by unit, every unit once.
    by_coder: Vec<Vec<(usize, usize)>>,
}

struct Unit<'a> {
    id: &'a str,
    /// (coder, label), sorted by coder, every coder once.
    codes: Vec<(usize, usize)>,
    /// The line of the last code.
    line: usize,
}

impl<'a> Table<'a> {
    fn new(coders: &'a [Coder]) -> Result<Self> {
        let all = || coders.iter().flat_map(|coder| &coder.codes);
        let labels: BTreeSet<&str> = all().map(|code| code.label.as_str()).collect();
        let labels: Vec<&str> = labels.into_iter().collect();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut units: Vec<Unit> = Vec::new();
        let mut by_coder = Vec::with_capacity(coders.len());
        for (number, coder) in coders.iter().enumerate() {
            let mut own = Vec::with_capacity(coder.codes.len());
            for code in &coder.codes {
                let label = labels
                    .binary_search(&code.label.as_str())
                    .expect("every label has been collected");
                let index = *numbers.entry(&code.id).or_insert(units.len());
                if index == units.len() {
                    units.push(Unit { id: &code.id, codes: Vec::new(), line: 0 });
                }
                let unit = &mut units[index];
                if unit.codes.last().is_some_and(|&(last, _)| last == number) {
                    return Err(twice(coder, code, unit.line));
                }
                unit.codes.push((number, label));
                unit.line = code.line;
                own.push((index, label));
            }
            own.sort_unstable();
            by_coder.push(own);
        }
        Ok(Self { labels, units, by_coder })
    }
}

fn twice(coder: &Coder, code: &Code, before: usize) -> Error {
    let place = if before == 0 { String::new() } else { format!(", first in line {before}") };
    Error::input(
        &coder.name,
        code.line,
        format!("id {:?} occurs twice{place}", code.id),
        "a coder gives every id one label",
    )
}

impl Unit<'_> {
    /// (label, how many coders chose it), sorted by label.
    fn tally(&self) -> Vec<(usize, usize)> {
        let mut labels: Vec<usize> = self.codes.iter().map(|&(_, label)| label).collect();
        labels.sort_unstable();
        labels.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
    }

    fn disagreement(&self, names: &[&str], coders: usize) -> Disagreement {
        let mut labels = vec![None; coders];
        for &(coder, label) in &self.codes {
            labels[coder] = Some(names[label].to_owned());
        }
        Disagreement { id: self.id.to_owned(), labels }
    }
}

/// Krippendorff's alpha = 1 - observed / expected disagreement, from the tallies of the pairable units.
///
/// With n codes in all, n(c) of them for the label c: observed is the share of unlike pairs within units, each unit of m
/// codes weighted by 1 / (m - 1); expected is that of all pairs of codes, (n^2 - sum of n(c)^2) / (n (n - 1)).
fn alpha(n_labels: usize, tallies: &[Vec<(usize, usize)>]) -> Option<f64> {
    let mut totals = vec![0_u128; n_labels];
    let mut unlike = 0.0;
    for tally in tallies {
        let codes: usize = tally.iter().map(|&(_, count)| count).sum();
        let pairs: usize = tally.iter().map(|&(_, count)| count * (codes - count)).sum();
        unlike += pairs as f64 / (codes - 1) as f64;
        for &(label, count) in tally {
            totals[label] += count as u128;
        }
    }
    let n: u128 = totals.iter().sum();
    let unlike_by_chance = n * n - totals.iter().map(|total| total * total).sum::<u128>();
    (unlike_by_chance > 0).then(|| 1.0 - (n - 1) as f64 * unlike / unlike_by_chance as f64)
}

fn pairs(coders: &[Coder], table: &Table) -> Vec<PairAgreement> {
    let mut pairs = Vec::new();
    for (i, first) in coders.iter().enumerate() {
        for (j, second) in coders.iter().enumerate().skip(i + 1) {
            let shared = join(&table.by_coder[i], &table.by_coder[j]);
            let agreed = shared.iter().filter(|(a, b)| a == b).count();
            pairs.push(PairAgreement {
                coders: [first.name.clone(), second.name.clone()],
                units: shared.len(),
                percent_agreement: (!shared.is_empty())
                    .then(|| agreed as f64 / shared.len() as f64),
                kappa: kappa(agreed, &shared),
            });
        }
    }
    pairs
}

/// The labels of the units that two coders share; both lists are sorted by unit.
fn join(first: &[(usize, usize)], second: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut second = second.iter().peekable();
    let mut shared = Vec::new();
    for &(unit, label) in first {
        while second.next_if(|other| other.0 < unit).is_some() {}
        if let Some(&(_, other)) = second.next_if(|other| other.0 == unit) {
            shared.push((label, other));
        }
    }
    shared
}

/// Cohen's kappa = (observed - chance) / (1 - chance), both multiplied by the square of the number of units.
fn kappa(agreed: usize, shared: &[(usize, usize)]) -> Option<f64> {
    let mut marginals: BTreeMap<usize, (u128, u128)> = BTreeMap::new();
    for &(a, b) in shared {
        marginals.entry(a).or_default().0 += 1;
        marginals.entry(b).or_default().1 += 1;
    }
    let n = shared.len() as u128;
    let by_chance: u128 = marginals.values().map(|(a, b)| a * b).sum();
    let observed = n * agreed as u128;
    (n * n > by_chance).then(|| (observed as f64 - by_chance as f64) / (n * n - by_chance) as f64)
}

fn label_agreement(
    names: &[&str],
    tallies: &[Vec<(usize, usize)>],
) -> BTreeMap<String, LabelAgreement> {
    /// Sums over the units of one label.
    #[derive(Clone, Default)]
    struct Sums {
        units: usize,
        codes: usize,
        alike: u128,
        possible: u128,
    }
    let mut sums = vec![Sums::default(); names.len()];
    for tally in tallies {
        let codes: usize = tally.iter().map(|&(_, count)| count).sum();
        for &(label, count) in tally {
            let sums = &mut sums[label];
            sums.units += 1;
            sums.codes += count;
            sums.alike += (count * (count - 1)) as u128;
            sums.possible += (count * (codes - 1)) as u128;
        }
    }
    names
        .iter()
        .zip(sums)
        .filter(|(_, sums)| sums.possible > 0)
        .map(|(&name, sums)| {
            let agreement = LabelAgreement {
                units: sums.units,
                codes: sums.codes,
                specific_agreement: sums.alike as f64 / sums.possible as f64,
            };
            (name.to_owned(), agreement)
        })
        .collect()
}

#[cfg(test)]
mod tests;
