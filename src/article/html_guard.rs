//! HTML parsing under limits: a page goes in, its tree comes out, or an error before time or memory run away.
//!
//! What a hostile page can do to a parser: nest deeper and deeper (every step looks through all open elements), leave
//! formatting elements open (each paragraph repeats them all), put very many attributes into one tag (each is compared
//! with all before it). So the tag with the most attributes is found beforehand in one pass, and the page is then fed
//! to html5ever piece by piece, with the tree's size and depth checked after each.

use std::borrow::Cow;
use std::cell::{Cell, Ref};

use dom_query::{Document, NodeData, NodeId, NodeRef};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

/// The deepest nesting of elements; pages of news sites reach 20 to 60.
pub const MAX_DEPTH: usize = 256;
/// The most nodes (elements, texts, comments); pages of news sites have 1,000 to 20,000.
pub const MAX_NODES: usize = 1_000_000;
/// The most attributes of one tag.
const MAX_ATTRIBUTES: u32 = 1024;
/// The most steps that tags may take when each looks through as many open elements as there are at the deepest place;
/// about two seconds.
const MAX_STEPS: usize = 100_000_000;
/// Bytes fed between two checks.
const PIECE_BYTES: usize = 4096;

/// A parsed page and what walking it costs.
pub(super) struct Page {
    pub(super) document: Document,
    /// Nodes of the tree.
    pub(super) nodes: usize,
    /// Sum of the depths of all nodes: what a walk from every node to the root, or over the text below every node,
    /// takes in steps.
    pub(super) walk: usize,
    /// Bytes that writing the tree out as HTML looks at: html5ever searches the rest of a text anew for each `&` and
    /// each no-break space in it.
    pub(super) escaping: usize,
}

/// The tree of `html`.
///
/// # Errors
/// What is over its limit, in words.
pub(super) fn parse(html: &str) -> Result<Page, String> {
    if most_attributes(html.as_bytes()) > MAX_ATTRIBUTES {
        return Err(format!("a tag has more than {MAX_ATTRIBUTES} attributes"));
    }
    let options = ParseOpts {
        tokenizer: TokenizerOpts::default(),
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..Default::default() },
    };
    let mut parser = parse_document(Sink::default(), options);
    let mut rest = html;
    let mut steps = 0;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        parser.process(StrTendril::from(piece));
        rest = behind;
        let sink = &parser.tokenizer.sink.sink;
        sink.check()?;
        steps += memchr::memchr_iter(b'<', piece.as_bytes()).count() * sink.deepest.get();
        if steps > MAX_STEPS {
            return Err(format!(
                "the page's tags times how deep its elements are nested, {} here, make more than {MAX_STEPS}",
                sink.deepest.get()
            ));
        }
    }
    let sink = parser.finish();
    sink.check()?;
    measure(sink.document)
}

/// Counts nodes and depths; the parser moves subtrees about, so only the finished tree tells.
fn measure(document: Document) -> Result<Page, String> {
    let (mut nodes, mut walk, mut escaping) = (0, 0, 0_usize);
    {
        let root: NodeRef = document.root();
        let mut stack = vec![(root, 0)];
        while let Some((node, depth)) = stack.pop() {
            nodes += 1;
            walk += depth;
            escaping = escaping.saturating_add(node.query_or(0, |node| match &node.data {
                NodeData::Text { contents } => escaping_steps(contents),
                NodeData::Element(element) => {
                    element.attrs.iter().map(|a| escaping_steps(&a.value)).sum()
                }
                _ => 0,
            }));
            if depth > MAX_DEPTH {
                return Err(too_deep());
            }
            // One child and one sibling at a time keeps the stack as short as the tree is deep.
            if depth > 0
                && let Some(next) = node.next_sibling()
            {
                stack.push((next, depth));
            }
            if let Some(child) = node.first_child() {
                stack.push((child, depth + 1));
            }
        }
    }
    Ok(Page { document, nodes, walk, escaping })
}

fn escaping_steps(text: &str) -> usize {
    text.len() * memchr::memchr2_iter(b'&', 0xC2, text.as_bytes()).count()
}

fn too_deep() -> String {
    format!("elements are nested more than {MAX_DEPTH} deep")
}

/// An upper bound of the number of attributes that a parser sees in one tag.
///
/// Whether a `<` opens a tag depends on what comes before it (comments, scripts, quotes), so this follows every one of
/// them at once: for each state of the tokenizer inside a tag, the largest number of attributes with which any of the
/// possible tags is in that state. One pass, however the tags overlap.
fn most_attributes(html: &[u8]) -> u32 {
    const NONE: i32 = -1;
    let (mut name_of_tag, mut between, mut name, mut behind_name) = (NONE, NONE, NONE, NONE);
    let (mut before_value, mut bare, mut double, mut single) = (NONE, NONE, NONE, NONE);
    let mut most = 0;
    let (mut last, mut last_but_one) = (0, 0);
    let more = |count: i32| if count == NONE { NONE } else { count + 1 };
    for &byte in html {
        match byte {
            b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => {
                between = between.max(name_of_tag).max(bare);
                behind_name = behind_name.max(name);
                (name_of_tag, name, bare) = (NONE, NONE, NONE);
            }
            b'/' => {
                between = between.max(name_of_tag).max(name).max(behind_name);
                bare = bare.max(before_value);
                (name_of_tag, name, behind_name, before_value) = (NONE, NONE, NONE, NONE);
            }
            b'>' => {
                (name_of_tag, between, name, behind_name) = (NONE, NONE, NONE, NONE);
                (before_value, bare) = (NONE, NONE);
            }
            b'=' => {
                let into_value = name.max(behind_name);
                name = more(between);
                bare = bare.max(before_value);
                before_value = into_value;
                (between, behind_name) = (NONE, NONE);
            }
            _ => {
                let opened = more(between).max(more(behind_name));
                name = name.max(opened);
                (between, behind_name) = (NONE, NONE);
                let (closed_double, closed_single) = (double, single);
                match byte {
                    b'"' => {
                        double = before_value;
                        between = closed_double;
                    }
                    b'\'' => {
                        single = before_value;
                        between = closed_single;
                    }
                    _ => bare = bare.max(before_value),
                }
                before_value = NONE;
                let opens_tag = last == b'<' || (last == b'/' && last_but_one == b'<');
                if byte.is_ascii_alphabetic() && opens_tag {
                    name_of_tag = name_of_tag.max(0);
                }
                most = most.max(name);
            }
        }
        most = most.max(name);
        (last_but_one, last) = (last, byte);
    }
    most.try_into().unwrap_or(0)
}

/// A [`Document`] that counts what the parser puts into it.
#[derive(Default)]
struct Sink {
    document: Document,
    deepest: Cell<usize>,
    templates: Cell<usize>,
    merged_attributes: Cell<usize>,
}

impl Sink {
    fn check(&self) -> Result<(), String> {
        if self.document.tree.len() > MAX_NODES {
            Err(format!("the page has more than {MAX_NODES} nodes"))
        } else if self.deepest.get() > MAX_DEPTH || self.templates.get() > MAX_DEPTH {
            // A template's content hangs from nothing, so its depth shows in the number of templates only.
            Err(too_deep())
        } else {
            Ok(())
        }
    }

    /// Notes how deep a child of `parent` is.
    fn look_at_depth(&self, parent: NodeId) {
        let depth = 1 + self.document.tree.ancestor_ids_of_it(&parent, Some(MAX_DEPTH + 1)).count();
        self.deepest.set(self.deepest.get().max(depth));
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.document.elem_name(target)
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> NodeId {
        if flags.template {
            self.templates.set(self.templates.get() + 1);
        }
        self.document.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        if matches!(child, NodeOrText::AppendNode(_)) {
            self.look_at_depth(*parent);
        }
        self.document.append(parent, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        if matches!(child, NodeOrText::AppendNode(_)) {
            self.look_at_depth(*element);
        }
        self.document.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.document.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if matches!(child, NodeOrText::AppendNode(_)) {
            self.look_at_depth(*sibling);
        }
        self.document.append_before_sibling(sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        // Repeated <html> and <body> tags add up on one element; what comes late is no news page's.
        let merged = self.merged_attributes.get() + attributes.len();
        if merged <= 256 {
            self.merged_attributes.set(merged);
            self.document.add_attrs_if_missing(target, attributes);
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.look_at_depth(*new_parent);
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_whatever_a_tag_hides_in() {
        for (html, expected) in [
            ("teks tanpa tag", 0),
            ("<p>a</p>", 0),
            ("<p a b c>", 3),
            ("<p a=1 b='2 > x' c=\"3\"d e/f>", 6),
            ("</p a b>", 2),
            ("<p a = b c>", 2),
            ("<p =a b>", 2),
            ("<!-- <p a b c> --><i a>", 3),
            ("<p a='<i b c d", 3),
            ("x < y z", 0),
        ] {
            assert_eq!(most_attributes(html.as_bytes()), expected, "{html}");
        }
    }

    #[test]
    fn real_nesting_is_told_from_unclosed_paragraphs() {
        let page = parse(&format!("<body>{}", "<p>Paragraf.<br>\n".repeat(5000))).expect("flat");
        assert!(page.nodes > 10_000);
        assert!(page.walk < 5 * page.nodes);
    }

    #[test]
    fn hostile_pages_end_in_an_error() {
        let numbered = |n: usize, before: &str, behind: &str| {
            (0..n).flat_map(|i| [before.to_owned(), i.to_string(), behind.to_owned()]).collect()
        };
        let distinct: String = numbered(200_000, "<b id=", ">");
        let many: String = numbered(2000, " a", "");
        let repeated: String = numbered(200, "<b id=", ">");
        for (html, message) in [
            ("<div>".repeat(100_000), "nested"),
            ("<b>".repeat(100_000), "nested"),
            (distinct, "nested"),
            ("<template>".repeat(50_000), "nested"),
            (format!("<p>{repeated}{}", "<p>x".repeat(100_000)), "nodes"),
            ("<table><tr><td>".repeat(50_000), "nested"),
            ("<svg><g>".repeat(50_000), "nested"),
            ("<ul><li>".repeat(50_000), "nested"),
            (format!("<p{many}>"), "attributes"),
            ("<i></i>".repeat(1_000_001), "nodes"),
            (
                format!("{}{}", "<b>".repeat(200), "</i>".repeat(2_000_000)),
                "make more than 100000000",
            ),
        ] {
            let error = parse(&html).err().unwrap_or_default();
            assert!(error.contains(message), "{}: {error}", &html[..20]);
        }
    }
}
