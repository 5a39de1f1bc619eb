//! `klaim segment`: articles go in, their sentences come out.

use anyhow::Result;
use clap::Args;
use klaim::sentence::Segmenter;

use super::flow::{Flow, Piece, Work};
use super::form::{FormArgs, Shown};
use super::input::{InputArgs, SegmenterArgs};
use super::target::Target;
use super::{Common, Outcome};
use crate::report::{Fields, Group, Page, Report, Row};

/// Arguments of `klaim segment`.
#[derive(Debug, Args)]
pub(super) struct SegmentArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    segmenter: SegmenterArgs,
    #[command(flatten)]
    form: FormArgs,
}

pub(super) fn run(args: &SegmentArgs, common: &Common) -> Result<Outcome> {
    let sources = args.input.sources()?;
    let options = args.input.options(args.form.keep())?;
    let segmenter = args.segmenter.segmenter()?;
    let fields = Fields { kept: args.form.keep().to_vec(), ..Fields::default() };
    let form = args.form.form(fields, Shown { all: true, chosen: false })?;
    let flow = Flow {
        sources: &sources,
        options: &options,
        form: &form,
        sentences: false,
        skip_bad: args.input.skip_bad,
        quiet: common.quiet,
    };
    let settings = || {
        let mut settings = form.settings();
        args.segmenter.settings(&mut settings)?;
        Ok(settings)
    };
    let target = Target::choose(&form, args.form.output(), "segment", false, settings)?;
    flow.run(&Segment { segmenter, report: &*form.report }, target)?;
    Ok(Outcome::Done)
}

struct Segment<'a> {
    segmenter: Segmenter,
    report: &'a dyn Report,
}

impl Work for Segment<'_> {
    type Scratch = ();

    fn scratch(&self) {}

    fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    fn sentence(&self, piece: Piece<'_>, group: &Group<'_>, _scratch: &mut (), page: &mut Page) {
        page.group.sentences += 1;
        let Piece { text, number, start, said } = piece;
        self.report.row(group, &Row { number, start, text, verdict: None, said }, page);
    }
}
