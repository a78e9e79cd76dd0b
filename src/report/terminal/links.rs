//! What became of each link, in lines for a terminal.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use anstyle::AnsiColor;

use super::DIM;
use crate::{
    analysis::{Analysis, LinkStory, Verdict},
    finding::{Finding, Severity},
    report::{kind, peer, stream},
    text::{clean, count, wrap},
};

/// Links of one capture that are listed.
const MAX_LINKS: usize = 12;
/// Streams of one link that are listed.
const MAX_STREAMS: usize = 8;

/// The links of a capture.
pub(super) fn write_links(
    analysis: &Analysis,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let links = &analysis.links;
    let listed = analysis.incidents.iter().filter(|it| analysis.terms.lists(it));
    let listed: Vec<&Finding> =
        listed.flat_map(|it| &it.findings).map(|&place| &analysis.findings[place]).collect();
    // What is well comes last where there is no room for all.
    let mut order: Vec<&LinkStory> = links.iter().collect();
    if links.len() > MAX_LINKS {
        order.sort_by_key(|link| std::cmp::Reverse(link.verdict));
    }
    for link in order.iter().take(MAX_LINKS) {
        let style = match link.verdict {
            Verdict::Ok => AnsiColor::Green.on_default(),
            Verdict::Unknown => DIM,
            Verdict::Degraded => AnsiColor::Yellow.on_default(),
            Verdict::Failed => AnsiColor::Red.on_default(),
        };
        let (address, name) = peer(link);
        let name = name.map_or_else(String::new, |name| format!(" \"{name}\""));
        let (verdict, kind) = (link.verdict.name(), kind(link));
        let separator = if kind.is_empty() { "" } else { ", " };
        let id = link.id.0;
        let mut text = format!("link {id}{separator}{kind}, {address}{name}");
        // A finding that is printed below says the same.
        let printed = listed.iter().find(|finding| {
            finding.link == Some(link.id) && link.headline.starts_with(finding.message.as_str())
        });
        if let Some(finding) = printed {
            let _ = write!(text, ": {}", finding.rule.code);
        }
        let mut lines = wrap(&text, width.saturating_sub(12));
        if printed.is_none() {
            lines.extend(wrap(&clean(&link.headline), width.saturating_sub(12)));
        }
        for (index, line) in lines.iter().enumerate() {
            match index {
                0 => writeln!(out, "  {style}{verdict:<8}{style:#}  {line}")?,
                _ => writeln!(out, "            {line}")?,
            }
        }
        if analysis.terms.least == Severity::Info {
            write_streams(link, width, out)?;
        }
    }
    if links.len() > MAX_LINKS {
        let more = count((links.len() - MAX_LINKS) as u64, "more link");
        writeln!(out, "  {DIM}and {more}{DIM:#}")?;
    }
    Ok(())
}

/// The figures of a link's streams: information, like the findings of that severity.
fn write_streams(link: &LinkStory, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for figures in link.streams.iter().take(MAX_STREAMS) {
        let text = stream::words(figures);
        for (index, line) in wrap(&text, width.saturating_sub(20)).iter().enumerate() {
            let head = if index == 0 { "stream:" } else { "" };
            writeln!(out, "            {DIM}{head:<7}{DIM:#} {line}")?;
        }
    }
    let more = link.streams.len().saturating_sub(MAX_STREAMS) as u64 + link.more_streams;
    if more > 0 {
        writeln!(out, "            {DIM}and {}{DIM:#}", count(more, "more stream"))?;
    }
    Ok(())
}
