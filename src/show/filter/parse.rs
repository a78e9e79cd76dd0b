//! Reads an expression.
//!
//! ```text
//! or    = and ("||" and)*
//! and   = unary ("&&" unary)*
//! unary = "!" unary | "(" or ")" | NAME [operator literal]
//! ```

use super::{
    Comparison, Filter, Name, Node, Test,
    error::FilterError,
    literal::{Literal, Shape},
    names,
    token::{Token, tokens},
};

/// Parentheses and negations within each other.
const MAX_DEPTH: usize = 64;
/// Names in one expression.
const MAX_TESTS: usize = 256;

pub(super) fn parse(text: &str) -> Result<Filter, FilterError> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        end: text.chars().count() + 1,
        tests: Vec::new(),
        depth: 0,
    };
    let root = parser.or()?;
    match parser.peek() {
        None => Ok(Filter { root, tests: parser.tests }),
        Some(_) => parser.fail("expected && or || here", ""),
    }
}

fn error(reason: impl Into<String>, column: usize) -> FilterError {
    FilterError { reason: reason.into(), column, hint: String::new() }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
    /// The column after the last.
    end: usize,
    tests: Vec<Test>,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    fn column(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |(column, _)| *column)
    }

    fn next_if(&mut self, token: &Token) -> bool {
        let is = self.peek() == Some(token);
        self.at += usize::from(is);
        is
    }

    fn fail<T>(&self, reason: impl Into<String>, hint: &str) -> Result<T, FilterError> {
        Err(FilterError { hint: hint.to_owned(), ..error(reason, self.column()) })
    }

    fn or(&mut self) -> Result<Node, FilterError> {
        let mut node = self.and()?;
        while self.next_if(&Token::Or) {
            node = Node::Or(Box::new(node), Box::new(self.and()?));
        }
        Ok(node)
    }

    fn and(&mut self) -> Result<Node, FilterError> {
        let mut node = self.unary()?;
        while self.next_if(&Token::And) {
            node = Node::And(Box::new(node), Box::new(self.unary()?));
        }
        Ok(node)
    }

    fn unary(&mut self) -> Result<Node, FilterError> {
        if self.depth == MAX_DEPTH {
            return self.fail(format!("more than {MAX_DEPTH} levels of nesting"), "");
        }
        self.depth += 1;
        let node = if self.next_if(&Token::Not) {
            Node::Not(Box::new(self.unary()?))
        } else if self.next_if(&Token::Open) {
            let inner = self.or()?;
            if !self.next_if(&Token::Close) {
                return self.fail("expected )", "");
            }
            inner
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn test(&mut self) -> Result<Node, FilterError> {
        let Some(Token::Word(word)) = self.peek() else {
            return self.fail("expected a name", "");
        };
        let word = word.clone();
        let name = self.name(&word)?;
        self.at += 1;
        let how = match self.peek() {
            Some(Token::Compare(how)) => Some((*how, false)),
            Some(Token::NotEqual) => Some((Comparison::Equal, true)),
            _ => None,
        };
        let Some((how, not)) = how else { return self.add(Test { name, comparison: None }) };
        if matches!(name, Name::Protocol(_)) {
            return self.fail("a protocol has no value to compare", "; name one of its fields");
        }
        self.at += 1;
        let literal = self.operand(&name, &word, how)?;
        if !not {
            return self.add(Test { name, comparison: Some((how, literal)) });
        }
        let there = self.add(Test { name: name.clone(), comparison: None })?;
        let equal = self.add(Test { name, comparison: Some((how, literal)) })?;
        Ok(Node::And(Box::new(there), Box::new(Node::Not(Box::new(equal)))))
    }

    fn add(&mut self, test: Test) -> Result<Node, FilterError> {
        if self.tests.len() == MAX_TESTS {
            return self.fail(format!("more than {MAX_TESTS} names"), "");
        }
        self.tests.push(test);
        Ok(Node::Test(self.tests.len() - 1))
    }

    fn name(&self, word: &str) -> Result<Name, FilterError> {
        if let Some(name) = names::find(word) {
            return Ok(name);
        }
        let hint = names::suggestion(word)
            .map_or_else(String::new, |name| format!("; did you mean {name}?"));
        self.fail(format!("no field or protocol is called {word}"), &hint)
    }

    /// The value that a name is compared with, if one of the fields of that name could hold it.
    fn operand(
        &mut self,
        name: &Name,
        word: &str,
        how: Comparison,
    ) -> Result<Literal, FilterError> {
        let column = self.column();
        let literal = self.literal()?;
        let shapes: Vec<Shape> = match name {
            Name::Frame(property) => vec![property.shape()],
            name => names::fields(name).iter().map(|info| Shape::of(info)).collect(),
        };
        let mut why = None;
        for shape in shapes {
            match shape.takes(how, &literal) {
                Ok(()) => return Ok(literal),
                Err(reason) => why = why.or(Some(reason)),
            }
        }
        let (reason, hint) = why.unwrap_or_default();
        Err(FilterError { hint, ..error(format!("{word} {reason}"), column) })
    }

    fn literal(&mut self) -> Result<Literal, FilterError> {
        let literal = match self.peek() {
            Some(Token::Text(text)) => Some(Literal::Text(text.clone())),
            Some(Token::Word(word)) => self::literal(word),
            _ => None,
        };
        let Some(literal) = literal else {
            return self.fail(
                "expected a value",
                "; a number, an address, octets as 01:02:03, or text in quotation marks",
            );
        };
        self.at += 1;
        Ok(literal)
    }
}

fn literal(word: &str) -> Option<Literal> {
    if word.contains(':') {
        let octet = |digits: &str| {
            (digits.len() == 2).then(|| u8::from_str_radix(digits, 16).ok()).flatten()
        };
        return word.split(':').map(octet).collect::<Option<Vec<u8>>>().map(Literal::Octets);
    }
    match word {
        "true" => return Some(Literal::Flag(true)),
        "false" => return Some(Literal::Flag(false)),
        _ => {}
    }
    if let Some(digits) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        return u64::from_str_radix(digits, 16).ok().map(|v| Literal::Integer(i128::from(v)));
    }
    if let Ok(integer) = word.parse::<i64>() {
        return Some(Literal::Integer(i128::from(integer)));
    }
    if let Ok(integer) = word.parse::<u64>() {
        return Some(Literal::Integer(i128::from(integer)));
    }
    let decimal: f64 = word.parse().ok()?;
    decimal.is_finite().then_some(Literal::Decimal(decimal))
}
