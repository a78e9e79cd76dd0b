//! The words and signs of an expression, with the column of each; nothing else of filters runs `nom`.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while, take_while1},
    character::complete::{anychar, char, none_of},
    combinator::{map, value},
    multi::fold_many0,
    sequence::{delimited, preceded},
};

use super::{Comparison, error::FilterError};

/// A word or a sign.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    Not,
    And,
    Or,
    Compare(Comparison),
    NotEqual,
    Word(String),
    Text(String),
}

/// The tokens of a filter, each with its column in characters from 1.
///
/// # Errors
/// The first character that begins no token.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, FilterError> {
    let mut tokens = Vec::new();
    let (mut rest, mut column) = (text.trim_start(), 1);
    column += before(text, rest);
    while !rest.is_empty() {
        let Ok((after, token)) = token(rest) else { return Err(unexpected(rest, column)) };
        tokens.push((column, token));
        column += before(rest, after);
        rest = after;
    }
    Ok(tokens)
}

/// Characters of `text` before `rest`, which it ends with.
fn before(text: &str, rest: &str) -> usize {
    text.get(..text.len() - rest.len()).map_or(0, |before| before.chars().count())
}

/// Why no token begins here.
fn unexpected(rest: &str, column: usize) -> FilterError {
    let (reason, hint) = match rest.chars().next().unwrap_or_default() {
        '"' => ("the quotation mark is not closed".to_owned(), String::new()),
        sign @ ('=' | '&' | '|') => (format!("a single {sign}"), format!("; write {sign}{sign}")),
        other => (format!("unexpected {other:?}"), String::new()),
    };
    FilterError { reason, column, hint }
}

/// A token, and the blanks behind it.
fn token(input: &str) -> IResult<&str, Token> {
    let (rest, token) = alt((sign, quoted, map(take_while1(is_word), word))).parse(input)?;
    let (rest, _) = take_while(char::is_whitespace).parse(rest)?;
    Ok((rest, token))
}

/// The longer signs come first.
fn sign(input: &str) -> IResult<&str, Token> {
    alt((
        value(Token::NotEqual, tag("!=")),
        value(Token::Compare(Comparison::Equal), tag("==")),
        value(Token::Compare(Comparison::LessOrEqual), tag("<=")),
        value(Token::Compare(Comparison::GreaterOrEqual), tag(">=")),
        value(Token::And, tag("&&")),
        value(Token::Or, tag("||")),
        value(Token::Compare(Comparison::Less), tag("<")),
        value(Token::Compare(Comparison::Greater), tag(">")),
        value(Token::Not, tag("!")),
        value(Token::Open, tag("(")),
        value(Token::Close, tag(")")),
    ))
    .parse(input)
}

/// Text in quotation marks; a backslash takes the next character as it is.
fn quoted(input: &str) -> IResult<&str, Token> {
    let character = alt((preceded(char('\\'), anychar), none_of("\"\\")));
    let text = fold_many0(character, String::new, |mut text, character| {
        text.push(character);
        text
    });
    map(delimited(char('"'), text, char('"')), Token::Text).parse(input)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-' | '+')
}

/// A word, or the sign that it stands for.
fn word(word: &str) -> Token {
    match word {
        "and" => Token::And,
        "or" => Token::Or,
        "not" => Token::Not,
        "eq" => Token::Compare(Comparison::Equal),
        "ne" => Token::NotEqual,
        "lt" => Token::Compare(Comparison::Less),
        "le" => Token::Compare(Comparison::LessOrEqual),
        "gt" => Token::Compare(Comparison::Greater),
        "ge" => Token::Compare(Comparison::GreaterOrEqual),
        "contains" => Token::Compare(Comparison::Contains),
        _ => Token::Word(word.to_owned()),
    }
}
