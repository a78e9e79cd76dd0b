//! Text in Markdown as GitHub and GitLab read it, so that it is shown as it is and does nothing.

use crate::text::clean;

/// Text within a line or a table's cell. No markup, no HTML, no link, no mention comes of it.
pub(super) fn escape(text: &str) -> String {
    let text = clean(text);
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '!' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // A bare address would become a link, and a name with @ would call somebody.
            ':' if rest.peek() == Some(&'/') => escaped.push_str("\\:"),
            'w' | 'W' if rest.peek() == Some(&'.') => {
                rest.next();
                escaped.push(c);
                escaped.push_str("\\.");
            }
            '@' => escaped.push_str("@\u{200b}"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Text as it is, in a code span. Neither links nor mentions are made of what stands in one.
pub(super) fn code(text: &str) -> String {
    let text = clean(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // The spaces are taken off again; without them a backtick at the end would join the fence.
    let pad = if longest > 0 || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\u{2502}"))
}

/// Lines as they are, in a block of code.
pub(super) fn block(lines: &[String]) -> String {
    let text: String = lines.iter().map(|line| format!("{}\n", clean(line))).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{text}{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_and_not_obeyed() {
        assert_eq!(escape("<img src=x>"), r"\<img src=x\>");
        assert_eq!(escape("[a](https://b) www.c.d"), r"\[a\](https\://b) www\.c.d");
        assert_eq!(escape("a | b `c` *d* _e_"), r"a \| b \`c\` \*d\* \_e\_");
        assert_eq!(escape("@all #12 ![x]"), "@\u{200b}all \\#12 \\!\\[x\\]");
        assert_eq!(escape("one\ntwo\x1b"), "one\u{fffd}two\u{fffd}");
        assert_eq!(escape("&lt; $x$ ~~y~~"), r"\&lt; \$x\$ \~\~y\~\~");
    }

    #[test]
    fn a_code_span_cannot_be_left() {
        assert_eq!(code("plain"), "`plain`");
        assert_eq!(code("a`b``c"), "``` a`b``c ```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a|b\n"), "`a\u{2502}b\u{fffd}`");
        assert_eq!(code(""), "`  `");
    }

    #[test]
    fn a_block_of_code_cannot_be_left() {
        let lines = ["a".to_owned(), "````b\n# c".to_owned()];
        assert_eq!(block(&lines), "`````text\na\n````b\u{fffd}# c\n`````\n");
        assert_eq!(block(&[]), "```text\n```\n");
    }
}
