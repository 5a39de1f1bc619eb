//! A full disk, folders that cannot be written to, files that disappear, and `kill -9` at any moment: the old file or
//! the new one stands there, whole, and what is left behind is hidden, harmless and removed in time.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

use super::size;

const SENTENCES: &str = include_str!("../cli_train/sentences.jsonl");

/// A folder with an input of some megabytes and with sentences to train on.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        let record = "{\"id\":\"a\",\"text\":\"ASN dilarang ikut kampanye. Sanksinya berat.\"}\n";
        folder.write("in.jsonl", &record.repeat(20_000));
        folder.write("train.jsonl", SENTENCES);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).expect("written");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("read")
    }

    /// Names of hidden files; of others there must be only those that belong.
    fn hidden(&self, others: &[&str]) -> Vec<String> {
        let mut hidden = Vec::new();
        for entry in std::fs::read_dir(self.0.path()).expect("listed") {
            let name = entry.expect("entry").file_name().into_string().expect("UTF-8");
            if name.starts_with('.') {
                hidden.push(name);
            } else {
                assert!(others.contains(&name.as_str()), "{name}");
            }
        }
        hidden
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_klaim"));
        command.args(args).current_dir(self.0.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// Runs after `script`, a line of bash.
    fn after(&self, script: &str, args: &[&str]) -> Output {
        let mut command = Command::new("bash");
        command.arg("-c").arg(format!("{script}; exec \"$0\" \"$@\""));
        command.arg(env!("CARGO_BIN_EXE_klaim")).args(args).current_dir(self.0.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).output().expect("it runs")
    }
}

const BELONG: &[&str] = &["in.jsonl", "train.jsonl", "out"];

const CLASSIFY: &[&str] = &["classify", "in.jsonl", "--output", "out"];
const TRAIN: &[&str] = &["train", "--data", "train.jsonl", "--output", "out", "--folds", "3"];

fn refused(output: &Output, says: &str) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.starts_with("klaim: ") && errors.contains(says), "{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
}

#[test]
fn a_full_disk_leaves_the_old_file() {
    let folder = Folder::new();
    folder.write("out", "old");
    for (args, kibibytes) in
        [(CLASSIFY, 0), (CLASSIFY, 64), (CLASSIFY, 1000), (TRAIN, 0), (TRAIN, 8)]
    {
        // With the signal ignored, writing beyond the limit fails as on a full disk.
        let output = folder.after(&format!("trap '' XFSZ; ulimit -f {kibibytes}"), args);
        refused(&output, "out: File too large");
        assert_eq!(folder.read("out"), b"old");
        assert_eq!(folder.hidden(BELONG), [""; 0]);
        // Without, the process is killed in the middle of writing.
        let output = folder.after(&format!("ulimit -c 0; ulimit -f {kibibytes}"), args);
        assert_eq!(output.status.code(), None, "{output:?}");
        assert_eq!(folder.read("out"), b"old");
        for name in folder.hidden(BELONG) {
            std::fs::remove_file(folder.path(&name)).expect("removed");
        }
    }
    refused(&folder.after(":", &["classify", "in.jsonl", "--output", "/dev/full"]), "/dev/full: ");
    let output = folder.after("exec >/dev/full", &["classify", "in.jsonl"]);
    refused(&output, "<stdout>: No space left");
}

/// A file system of 12 KiB, mounted where nobody else sees it; skipped where the kernel allows no such mount.
#[test]
fn a_full_file_system_leaves_the_old_file() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("disk")).expect("made");
    let script = "mount -t tmpfs -o size=12k none disk && printf old >disk/out || exit 77; \
                  \"$0\" \"$@\" --output disk/out; code=$?; cat disk/out; ls -A disk; exit $code";
    for args in [&CLASSIFY[..2], &TRAIN[..3]] {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", script]);
        command.arg(env!("CARGO_BIN_EXE_klaim")).args(args).current_dir(folder.0.path());
        let output = command.stdin(Stdio::null()).output().expect("util-linux is there");
        let errors = String::from_utf8_lossy(&output.stderr);
        if output.status.code() == Some(77) || errors.starts_with("unshare:") {
            let _ = writeln!(std::io::stderr(), "skipped: no file system can be mounted: {errors}");
            return;
        }
        refused(&output, "disk/out: No space left on device");
        // The old text, and the one name in the folder.
        assert_eq!(String::from_utf8_lossy(&output.stdout), "oldout\n", "{args:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_before_the_work() {
    let folder = Folder::new();
    for args in [
        &["classify", "in.jsonl", "--output", "/proc/out.jsonl"][..],
        &["train", "--data", "train.jsonl", "--output", "/proc/out.safetensors"],
        &["classify", "in.jsonl", "--output", "in.jsonl/out.jsonl"],
        &["classify", "in.jsonl", "--output", "/proc/self/mem/out"],
    ] {
        refused(&folder.command(args).output().expect("it runs"), "out");
    }
    assert_eq!(folder.hidden(BELONG), [""; 0]);
}

#[test]
fn a_temporary_file_that_disappears_is_told() {
    let folder = Folder::new();
    folder.write("out", "old");
    let mut command = folder.command(&["classify", "--input-format", "jsonl", "--output", "out"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(&folder.read("in.jsonl")).expect("written");
    let hidden = folder.hidden(BELONG);
    assert_eq!(hidden.len(), 1);
    std::fs::remove_file(folder.path(&hidden[0])).expect("removed");
    drop(pipe);
    refused(&child.wait_with_output().expect("it ends"), "out: ");
    assert_eq!(folder.read("out"), b"old");
}

#[test]
fn an_old_file_that_disappears_does_not_matter() {
    let folder = Folder::new();
    folder.write("out", "old");
    let mut command = folder.command(&["classify", "--input-format", "jsonl", "--output", "out"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(&folder.read("in.jsonl")).expect("written");
    std::fs::remove_file(folder.path("out")).expect("removed");
    drop(pipe);
    assert!(child.wait_with_output().expect("it ends").status.success());
    assert_eq!(String::from_utf8(folder.read("out")).expect("UTF-8").lines().count(), 40_000);
}

/// Kills `args` at many moments of its run, as `kill -9` does.
fn killed_at_any_moment(args: &[&str]) {
    let folder = Folder::new();
    let start = Instant::now();
    let whole = folder.command(args).output().expect("it runs");
    assert!(whole.status.success(), "{whole:?}");
    let run = start.elapsed();
    let new = folder.read("out");
    let moments = size(20, 200);
    let mut killed = 0;
    for i in 0..moments {
        folder.write("out", "old");
        let mut child = folder.command(args).spawn().expect("it starts");
        // Moments spread evenly, in a mixed order, up to a little after the usual end.
        let share = (f64::from(u32::try_from(i).expect("few")) * 0.618_034).fract() * 1.1;
        std::thread::sleep(Duration::from_secs_f64(run.as_secs_f64() * share));
        child.kill().expect("killed or gone");
        let status = child.wait().expect("it ended");
        let out = folder.read("out");
        assert!(out == b"old" || out == new, "{i}: {} bytes", out.len());
        assert!(!status.success() || out == new, "{i}: it ended well");
        killed += usize::from(!status.success());
    }
    assert!(killed * 4 >= moments, "only {killed} of {moments} were killed in their work");

    // What is left is hidden: nothing that reads the folder takes it for an article, and the next run goes well.
    let left = folder.hidden(BELONG);
    assert!(
        left.iter()
            .all(|name| name.starts_with(".klaim-") && name.trim_end_matches(".tmp").len() == 13),
        "{left:?}"
    );
    let listed =
        folder.command(&["segment", "."]).stdout(Stdio::piped()).output().expect("it runs");
    assert!(listed.status.success());
    assert!(!String::from_utf8_lossy(&listed.stdout).contains(".klaim-"));
    // After an hour, the next run removes it.
    for name in &left {
        age(&folder.path(name));
    }
    assert!(folder.command(args).output().expect("it runs").status.success());
    assert!(folder.read("out") == new);
    assert_eq!(folder.hidden(BELONG), [""; 0]);
}

fn age(path: &Path) {
    let file = File::options().write(true).open(path).expect("opened");
    file.set_modified(SystemTime::now() - Duration::from_hours(2)).expect("dated");
}

#[test]
fn classify_killed_at_any_moment_leaves_a_whole_file() {
    killed_at_any_moment(CLASSIFY);
}

#[test]
fn train_killed_at_any_moment_leaves_a_whole_file() {
    killed_at_any_moment(TRAIN);
}
