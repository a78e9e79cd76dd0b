//! Expressions that pick frames: `btavdtp.signal_id == 7 && !btavdtp.message_type == 0`.
//!
//! A name is one of Wireshark's, or `protocol.field` with our own name of the field, or a protocol
//! alone. It stands for every field of that name in the frame: `==`, `<` and the like hold when one
//! of them does, `!=` when there is one and none is equal. A name alone holds when it is there.
//! Wireshark's name means the fields that are declared with it, and no other. What no field can
//! hold, because of what its values are, is an error.

mod error;
mod literal;
mod names;
mod parse;
mod token;

use std::ops::Range;

use parsers::{FieldInfo, Pdu, Sink, Value};

use self::literal::Literal;
use super::frame::Shown;

pub use self::{error::FilterError, names::complete};

/// A filter expression that was understood.
#[derive(Debug, Clone)]
pub struct Filter {
    root: Node,
    /// What the expression asks of single fields.
    tests: Vec<Test>,
}

#[derive(Debug, Clone)]
enum Node {
    /// The test with this index holds.
    Test(usize),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
}

#[derive(Debug, Clone)]
struct Test {
    name: Name,
    /// None: that it is there.
    comparison: Option<(Comparison, Literal)>,
}

/// What a test is about.
#[derive(Debug, Clone, PartialEq)]
enum Name {
    /// A property of the frame.
    Frame(names::Property),
    /// Fields by their name in Wireshark.
    Theirs(&'static str),
    /// Fields by our own name, in this declaration or of this protocol.
    Ours { protocol: String, field: String },
    /// A protocol, or a declaration, of a layer or a group.
    Protocol(String),
}

/// How a field is compared. `!=` is made of `==`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
}

impl Filter {
    /// Reads an expression.
    ///
    /// # Errors
    /// What is wrong with it, where, and what may have been meant.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse::parse(text)
    }

    /// Whether the frame is one of those that are meant.
    pub fn picks(&self, shown: &Shown<'_>) -> bool {
        let mut found = Matches {
            tests: &self.tests,
            held: vec![false; self.tests.len()],
            open: Vec::new(),
            own: 0,
        };
        for (test, held) in self.tests.iter().zip(&mut found.held) {
            if let Name::Frame(property) = &test.name
                && let Some(value) = property.of(shown)
            {
                *held = test.holds(value);
            }
        }
        for layer in &shown.frame.layers {
            found.open.clear();
            found.open(layer.pdu.slug);
            if let Some(protocol) = layer.pdu.protocol() {
                found.open(protocol);
            }
            found.own = found.open.len();
            // A fault stops the fields; those before it count.
            let _ = layer.describe(&mut found);
        }
        holds(&self.root, &found.held)
    }
}

fn holds(node: &Node, held: &[bool]) -> bool {
    match node {
        Node::Test(index) => held.get(*index).copied().unwrap_or_default(),
        Node::Not(inner) => !holds(inner, held),
        Node::And(left, right) => holds(left, held) && holds(right, held),
        Node::Or(left, right) => holds(left, held) || holds(right, held),
    }
}

impl Test {
    fn holds(&self, value: literal::Operand<'_>) -> bool {
        match &self.comparison {
            None => value != literal::Operand::Flag(false) || !matches!(self.name, Name::Frame(_)),
            Some((comparison, literal)) => literal.holds(*comparison, value),
        }
    }
}

/// Looks at every field of a layer and notes which tests hold.
struct Matches<'f> {
    tests: &'f [Test],
    held: Vec<bool>,
    /// What a field's protocol may be called here: words of the layer, and of the groups.
    open: Vec<&'static str>,
    /// How many of these are the layer's.
    own: usize,
}

impl Matches<'_> {
    /// A layer or a group begins; tests of it alone hold.
    fn open(&mut self, word: &'static str) {
        self.open.push(word);
        for (test, held) in self.tests.iter().zip(&mut self.held) {
            *held |= matches!(&test.name, Name::Protocol(protocol) if protocol == word);
        }
    }
}

impl Sink for Matches<'_> {
    fn field(&mut self, info: &'static FieldInfo, _: Range<usize>, value: Value<'_>) {
        for (test, held) in self.tests.iter().zip(&mut self.held) {
            let named = match &test.name {
                Name::Theirs(name) => info.filter == Some(*name),
                Name::Ours { protocol, field } => {
                    info.name == field
                        && (self.open.contains(&protocol.as_str())
                            || info.protocol() == Some(protocol))
                }
                Name::Protocol(protocol) => info.protocol() == Some(protocol),
                Name::Frame(_) => false,
            };
            if named && !*held {
                *held = test.holds(literal::Operand::of(value));
            }
        }
    }

    fn enter(&mut self, pdu: &'static Pdu, _: usize) {
        self.open(pdu.slug);
    }

    fn leave(&mut self, _: usize) {
        if self.open.len() > self.own {
            self.open.pop();
        }
    }
}
