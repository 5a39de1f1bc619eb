#![no_main]

#[path = "../replay.rs"]
mod replay;

libfuzzer_sys::fuzz_target!(init: replay::pass_over_panics_of_others(), |data: &[u8]| replay::parquet(data));
