//! The program `klaim`.

fn main() {}
