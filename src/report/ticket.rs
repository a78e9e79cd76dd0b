//! What reports for tickets say in words, whatever their format.

use super::{
    frames, is_quiet, message, peer, seconds, skipped, start, summary, trust::Trust, worst_first,
};
use crate::{
    analysis::{Analysis, Incident, LinkStory, Verdict},
    capture::{Format, Reason},
    finding::{Finding, Severity},
    rules,
    text::{Zone, clean, count},
    ticket::{Case, Ticket},
    track::{At, state::Maker},
};

/// The answer: what failed, and why, without a full stop.
pub(super) fn sentence(ticket: &Ticket) -> String {
    let analysis = &ticket.analysis;
    if let Some(error) = &analysis.error
        && matches!(error.reason, Reason::NothingToCheck(_))
    {
        return summary(analysis);
    }
    let mut said = outcome(analysis);
    if analysis.error.is_some() {
        said.push_str("; the capture could not be read to its end");
    } else if is_quiet(analysis) && Trust::of(analysis).notes.iter().any(|note| note.casts_doubt())
    {
        said.push_str(", as far as the capture goes");
    }
    said
}

fn outcome(analysis: &Analysis) -> String {
    let of =
        |verdict| analysis.links.iter().filter(move |link| link.verdict == verdict).count() as u64;
    let all = analysis.links.len() as u64 + analysis.more_links;
    let (failed, degraded, unknown) =
        (of(Verdict::Failed), of(Verdict::Degraded), of(Verdict::Unknown));
    let links = count(all, "link");
    let what = match (failed, degraded) {
        (0, 0) => None,
        (1, 0) if all == 1 => Some("The link failed".to_owned()),
        (0, 1) if all == 1 => Some("The link had faults".to_owned()),
        (failed, 0) => Some(format!("{failed} of {links} failed")),
        (0, degraded) => Some(format!("{degraded} of {links} had faults")),
        (failed, degraded) => Some(format!("{failed} of {links} failed, {degraded} had faults")),
    };
    let bad = if failed > 0 { Verdict::Failed } else { Verdict::Degraded };
    let is_bad = |finding: &Finding| {
        let mut links = analysis.links.iter().filter(|link| link.verdict == bad);
        links.any(|link| finding.link == Some(link.id))
    };
    let grave = || {
        let all = worst_first(analysis).into_iter();
        all.filter(|incident| incident.severity >= Severity::Warning)
    };
    let said = |incident: &Incident| clean(&message(incident, &analysis.findings)).into_owned();
    let cause = grave().find(|incident| is_bad(incident.finding(&analysis.findings))).map(said);
    let story = || analysis.links.iter().find(|link| link.verdict == bad).map(headline);
    match (what, grave().next()) {
        (Some(what), _) => match cause.or_else(story) {
            Some(cause) => format!("{what}: {cause}"),
            None => what,
        },
        (None, Some(incident)) if all == 0 => {
            format!("No connection in the capture, and a fault: {}", said(incident))
        }
        (None, Some(incident)) => format!("No link failed, but: {}", said(incident)),
        (None, None) if all == 0 => "No connection in the capture".to_owned(),
        (None, None) if unknown > 0 => {
            format!("Nothing wrong in {links}, of which {unknown} cannot be assessed")
        }
        (None, None) => format!("Nothing wrong in {links}"),
    }
}

/// The answer for several captures.
pub(super) fn sentence_of_all(cases: &[Case]) -> String {
    if let [Case::Read(ticket)] = cases {
        return sentence(ticket);
    }
    let bad = |case: &&Case| match case {
        Case::Read(ticket) => {
            let links = &ticket.analysis.links;
            links.iter().any(|link| link.verdict == Verdict::Failed)
        }
        Case::Unreadable { .. } => false,
    };
    let failed = cases.iter().filter(bad).count();
    let unread = cases.iter().filter(|case| match case {
        Case::Read(ticket) => ticket.analysis.error.is_some(),
        Case::Unreadable { .. } => true,
    });
    let captures = count(cases.len() as u64, "capture");
    let mut said = match failed {
        0 => format!("No link failed in {captures}"),
        failed => format!("{failed} of {captures} have a link that failed"),
    };
    match unread.count() {
        0 => {}
        unread => said.push_str(&format!("; {unread} could not be read to the end")),
    }
    said
}

/// The link's story in a line, without the frames, which stand elsewhere.
pub(super) fn headline(link: &LinkStory) -> String {
    let text = match link.headline.rsplit_once("; frame") {
        Some((text, _)) => text,
        None => &link.headline,
    };
    clean(text).into_owned()
}

/// Incidents for a reader, the worst first: those that are shown with their frames, and those that are
/// only worth knowing.
pub(super) fn folded(analysis: &Analysis) -> (Vec<&Incident>, Vec<&Incident>) {
    worst_first(analysis).into_iter().partition(|incident| incident.severity > Severity::Info)
}

/// Seconds, and the time of day where it may be shown.
pub(super) fn when(ticket: &Ticket, at: At) -> (String, Option<String>) {
    let clock = ticket.origin.times.then(|| {
        let day = Zone::UTC.time_of_day(at.time);
        day.get(..12).unwrap_or(&day).to_owned()
    });
    (seconds(at, start(&ticket.analysis)), clock)
}

/// What is reported, if it is not all.
pub(super) fn part(ticket: &Ticket) -> Option<String> {
    let scope = &ticket.scope;
    let link = scope.link.map(|link| format!("link {}", link.0));
    let finding = scope.finding.as_ref().map(|(name, frame)| match frame {
        Some(frame) => format!("{name} of frame {frame}"),
        None => name.clone(),
    });
    let parts: Vec<String> = finding.into_iter().chain(link).collect();
    (!parts.is_empty()).then(|| format!("Only {} is reported", clean(&parts.join(" on "))))
}

/// Who took part, in pairs of what and how.
pub(super) fn environment(ticket: &Ticket) -> Vec<(String, String)> {
    let analysis = &ticket.analysis;
    let mut facts = Vec::new();
    let header = &analysis.header;
    let host = match header.format {
        Format::PacketLogger => ", recorded by Apple's PacketLogger",
        _ if header.link_type.to_lowercase().contains("monitor") => {
            ", recorded by the Linux monitor: the host stack is BlueZ"
        }
        _ => "",
    };
    facts.push(("Capture".to_owned(), format!("{header}, {}{host}", clean(&header.link_type))));
    let several = analysis.adapters.len() > 1;
    for adapter in &analysis.adapters {
        let address = adapter.address.map(|address| address.to_string());
        let parts: Vec<String> = address.into_iter().chain(adapter.maker.map(version)).collect();
        if !parts.is_empty() {
            let number = adapter.id.index;
            let label = if several { format!("Controller {number}") } else { "Controller".into() };
            facts.push((label, parts.join(", ")));
        }
    }
    for link in &analysis.links {
        for (side, maker) in [link.local(), link.remote()].into_iter().zip(link.makers) {
            let who = side.name().trim_start_matches("the ");
            let label = format!("Link {}, {who}", link.id.0);
            facts.extend(maker.map(|maker| (label, version(maker))));
        }
        let mut parts = vec![peer(link).0];
        parts.extend(address_kind(link).map(str::to_owned));
        parts.extend(peer(link).1.map(|name| format!("“{name}”")));
        let far = if link.on_air { "peripheral" } else { "peer" };
        let label = format!("Link {}, {far}", link.id.0);
        match facts.iter_mut().find(|(known, _)| *known == label) {
            Some((_, text)) => *text = format!("{}, {text}", parts.join(", ")),
            None => facts.push((label, parts.join(", "))),
        }
    }
    facts
}

/// What kind of address it is (Core Vol 6 Part B, 1.3).
fn address_kind(link: &LinkStory) -> Option<&'static str> {
    let first = link.peer?.0[0];
    match (link.peer_is_random, first >> 6) {
        (false, _) => link.transport.map(|_| "public address"),
        (true, 0b11) => Some("static address"),
        (true, 0b01) => Some("resolvable private address"),
        (true, 0b00) => Some("non-resolvable private address"),
        (true, _) => None,
    }
}

fn version(of: Maker) -> String {
    let maker = match of.company.name() {
        Some(_) => of.company.to_string(),
        None => format!("company {:#06x}", of.company.0),
    };
    let version = of.hci.map_or(of.version, |(version, _)| version);
    let hci = of.hci.map(|(_, revision)| format!(", HCI revision {:#06x}", revision.0));
    let hci = hci.unwrap_or_default();
    format!("Bluetooth {version}, {maker}{hci}, LMP revision {:#06x}", of.subversion.0)
}

/// How the result is found again: what, and the line to copy.
pub(super) fn reproduction(ticket: &Ticket) -> Vec<(String, String)> {
    let analysis = &ticket.analysis;
    let everything = format!("btlint check CAPTURE{} --level info", choice(analysis));
    let mut lines = vec![("Everything".to_owned(), everything)];
    let (shown, _) = folded(analysis);
    // The network's own packets are counted otherwise.
    let wireshark = analysis.header.carrier.is_none();
    for incident in shown.into_iter().take(MOST) {
        let finding = incident.finding(&analysis.findings);
        let (code, frame) = (finding.rule.code, finding.at.frame);
        let all = frames(finding).into_iter().map(|(at, _)| at.frame);
        let (first, last) = all.clone().fold((frame, frame), |(a, b), n| (a.min(n), b.max(n)));
        lines.push((
            format!("{code}, its frames"),
            format!("btlint show CAPTURE -n {first}..{last}"),
        ));
        if wireshark {
            let numbers: Vec<String> = all.map(|frame| frame.to_string()).collect();
            let filter = format!("frame.number in {{{}}}", numbers.join(", "));
            lines.push((format!("{code} in Wireshark"), filter));
        }
        lines.push((
            format!("{code}, a part to attach"),
            format!("btlint slice CAPTURE part.pcapng --finding {code}:{frame} --redact"),
        ));
    }
    lines
}

/// The rules that report and those that do not, by their codes.
fn reporting(analysis: &Analysis) -> (Vec<&'static str>, Vec<&'static str>) {
    let selection = &analysis.terms.selection;
    let (on, off): (Vec<_>, Vec<_>) = rules::all().partition(|rule| selection.has(rule));
    let codes = |rules: Vec<&rules::Rule>| rules.into_iter().map(|rule| rule.code).collect();
    (codes(on), codes(off))
}

/// The options that choose the rules that report, in the shorter way.
fn choice(analysis: &Analysis) -> String {
    let (on, off) = reporting(analysis);
    match off.as_slice() {
        [] => String::new(),
        _ if on.is_empty() => " --isolated --ignore ALL".to_owned(),
        _ if on.len() < off.len() => format!(" --isolated --select {}", on.join(",")),
        off => format!(" --isolated --ignore {}", off.join(",")),
    }
}

/// What was not assessed, and what was not to be reported.
pub(super) fn unassessed(analysis: &Analysis) -> Vec<(&'static str, String)> {
    let mut all = skipped(analysis);
    let (on, off) = reporting(analysis);
    match off.as_slice() {
        [] => {}
        _ if on.is_empty() => all.push(("not reported, by choice", "ALL".to_owned())),
        _ if on.len() < off.len() => {
            all.push(("only these rules report", on.join(", ")));
        }
        off => all.push(("not reported, by choice", off.join(", "))),
    }
    all
}

/// Findings that are reproduced.
const MOST: usize = 5;

/// The file, by its size and hash.
pub(super) fn file(ticket: &Ticket) -> String {
    let analysis = &ticket.analysis;
    let redacted = if ticket.origin.redacted { "redacted capture" } else { "capture" };
    let packets = count(analysis.health.records, "packet");
    match &ticket.origin.file {
        Some((size, hash)) => {
            format!("The {redacted} has {packets} in {}, BLAKE3 {hash}", count(*size, "octet"))
        }
        None => format!("The {redacted} has {packets}"),
    }
}
