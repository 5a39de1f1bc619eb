//! Help of the commands around training.

use super::*;

fn help(command: &str) -> String {
    Folder::new().stdout(&[command, "--help"])
}

#[test]
fn train() {
    insta::assert_snapshot!(help("train"));
}

#[test]
fn evaluate() {
    insta::assert_snapshot!(help("evaluate"));
}

#[test]
fn explain() {
    insta::assert_snapshot!(help("explain"));
}

#[test]
fn inspect() {
    insta::assert_snapshot!(help("inspect"));
}

#[test]
fn check_data() {
    insta::assert_snapshot!(help("check-data"));
}

#[test]
fn agreement() {
    insta::assert_snapshot!(help("agreement"));
}
