//! `klaim explain`: shaded words on the terminal, and the page.

use super::{klaim, model, stdout, text, write};

const HOSTILE: &str =
    "ASN <script>alert(1)</script> dilarang \"berpihak\" & 'ikut' \u{202e}kampanye\u{1b}[2J";

fn explain(args: &[&str]) -> assert_cmd::Command {
    let mut command = klaim(&["explain", "--model", model()]);
    command.args(args);
    command
}

/// The text of a page without its tags.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, behind)| behind));
    }
    text
}

#[test]
fn words_are_shaded_in_colour_or_marked_by_signs() {
    let args = ["ASN dilarang berpihak.", "--format", "table"];
    let plain = stdout(&mut explain(&args));
    assert!(!plain.contains('\u{1b}'));
    assert!(plain.starts_with("ASN dilarang berpihak.\n\n"), "{plain}");
    assert!(plain.contains("+dilarang+"), "{plain}");
    let colored = stdout(explain(&args).args(["--color", "always"]));
    assert!(colored.contains("\u{1b}[1m"), "bold is for");
    assert!(!colored.contains("+dilarang+"));
    let forced = stdout(explain(&args).env("CLICOLOR_FORCE", "1"));
    assert_eq!(forced, colored);
    assert_eq!(stdout(explain(&args).env("NO_COLOR", "1")), plain);
    assert_eq!(stdout(explain(&args).args(["--color", "never"]).env("CLICOLOR_FORCE", "1")), plain);
}

#[test]
fn the_page_shades_every_word_and_needs_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("page.html");
    assert_eq!(stdout(&mut explain(&["ASN dilarang berpihak.", "--html", text(&out)])), "");
    let page = std::fs::read_to_string(&out).expect("read");
    let from = page.find("<p class=\"sentence\"").expect("a sentence");
    let sentence = &page[from..page[from..].find("</p>").expect("its end") + from];
    assert_eq!(without_tags(sentence), "ASN dilarang berpihak.");
    assert_eq!(sentence.matches("<span class=\"").count(), 3);
    assert!(sentence.contains("title=\"+"), "{sentence}");
    for outside in ["http://", "https://", "src=", "href=", "<link", "<script", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
    assert!(page.contains("prefers-color-scheme: dark"));
}

#[test]
fn hostile_text_is_only_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = write(folder.path(), "a.txt", format!("{HOSTILE}\nRapat digelar.\n"));
    let out = folder.path().join("page.html");
    stdout(&mut explain(&["--file", text(&lines), "--html", text(&out)]));
    let page = std::fs::read_to_string(&out).expect("read");
    assert_eq!(page.matches("<section>").count(), 2);
    assert!(!page.contains("<script"));
    assert!(!page.contains(['\u{202e}', '\u{1b}']));
    let text = without_tags(&page);
    assert!(text.contains("ASN &lt;script&gt;alert(1)&lt;/script&gt; dilarang"), "{text}");
}
