//! `klaim segment`: articles go in, their sentences come out.

use anyhow::Result;
use clap::Args;

use super::flow::{Flow, Piece, Work};
use super::form::{FormArgs, Shown};
use super::input::{InputArgs, Reading, SegmenterArgs};
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
    let reading = Reading::new(&args.input, &args.segmenter, args.form.keep(), common)?;
    let fields = Fields { kept: args.form.keep().to_vec(), ..Fields::default() };
    let form = args.form.form(fields, Shown { all: true, chosen: false })?;
    let flow = Flow { reading: &reading, form: &form };
    let settings = || {
        let mut settings = form.settings();
        args.segmenter.settings(&mut settings)?;
        Ok(settings)
    };
    let target = Target::choose(&form, args.form.output(), "segment", false, settings)?;
    flow.run(&Segment { report: &*form.report }, target)?;
    Ok(Outcome::Done)
}

struct Segment<'a> {
    report: &'a dyn Report,
}

impl Work for Segment<'_> {
    type Scratch = ();

    fn scratch(&self) {}

    fn sentence(&self, piece: Piece<'_>, group: &Group<'_>, _scratch: &mut (), page: &mut Page) {
        page.group.sentences += 1;
        let Piece { text, number, start, said } = piece;
        self.report.row(group, &Row { number, start, text, verdict: None, said }, page);
    }
}
