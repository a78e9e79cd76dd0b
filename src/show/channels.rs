//! Radio channels as a table in text.

use std::io::{self, Write};

use crate::{
    analysis::channels::{Channels, Map, Total},
    text::{clean, count},
};

/// The headings of the columns.
pub const HEADINGS: [&str; 8] =
    ["channel", "MHz", "packets", "wrong CRC", "sent again", "dBm", "avoided", "Wi-Fi"];

/// How wide the columns are.
const WIDTHS: [usize; 8] = [7, 4, 8, 14, 10, 4, 12, 5];

/// The cells of a channel.
pub fn cells(total: &Total) -> [String; 8] {
    let Total { number, middle, cell, avoided: (out, maps), wifi } = total;
    let heard = |number: u32| if cell.packets > 0 { number.to_string() } else { String::new() };
    let garbled = match cell.garbled {
        0 => heard(0),
        garbled => format!("{garbled} ({} %)", percent(garbled, cell.packets)),
    };
    [
        number.to_string(),
        middle.to_string(),
        cell.packets.to_string(),
        garbled,
        heard(cell.again),
        cell.strength().map_or_else(String::new, |signal| signal.to_string()),
        if *maps > 0 { format!("{out} of {maps}") } else { String::new() },
        wifi.map_or_else(String::new, |wifi| wifi.to_string()),
    ]
}

/// Cells in their columns, one line.
pub fn line<S: AsRef<str>>(cells: &[S; 8]) -> String {
    let cells = cells.iter().zip(WIDTHS);
    let cells: Vec<String> =
        cells.map(|(cell, width)| format!("{:>width$}", cell.as_ref())).collect();
    cells.join("  ").trim_end().to_owned()
}

/// What a map says.
pub fn said(map: &Map) -> String {
    let wifi: Vec<String> = map.wifi().iter().map(u8::to_string).collect();
    let wifi = match wifi.as_slice() {
        [] => String::new(),
        some => format!(" (Wi-Fi {})", some.join(" and ")),
    };
    format!("{} used, avoided {}{wifi}: {}", map.used(), map.avoided(), map.origin)
}

/// The channels that are worth a line: on which something was heard, or that a map leaves out. Where
/// nothing was heard at all, the maps say everything.
pub fn listed(channels: &Channels) -> Vec<Total> {
    if channels.heard == 0 {
        return Vec::new();
    }
    let table = channels.table().into_iter();
    table.filter(|total| total.cell.packets > 0 || total.avoided.0 > 0).collect()
}

/// What stands out, in a sentence or two; none where nothing does.
pub fn words(channels: &Channels) -> Option<String> {
    let worst = channels.worst().map(|total| {
        let Total { number, middle, cell, .. } = total;
        format!(
            "Worst: channel {number} ({middle} MHz), {} of {} with a wrong CRC ({} %)",
            cell.garbled,
            count(cell.packets.into(), "packet"),
            percent(cell.garbled, cell.packets)
        )
    });
    let unplaced = (channels.unplaced > 0).then(|| {
        format!(
            "{} on a channel that the sniffer does not name",
            count(channels.unplaced, "packet")
        )
    });
    let all: Vec<String> = worst.into_iter().chain(unplaced).collect();
    (!all.is_empty()).then(|| all.join(". "))
}

fn percent(part: u32, of: u32) -> u64 {
    u64::from(part) * 100 / u64::from(of.max(1))
}

/// Most maps that are listed in text.
pub const MAX_MAPS: usize = 40;

/// A map in a line: its frame, its link, what it says.
pub fn map(map: &Map) -> String {
    let link = map.link.map_or_else(String::new, |link| format!("link {}: ", link.0));
    clean(&format!("{:>7} {link}{}", map.at.frame, said(map))).into_owned()
}

/// Maps that are not listed.
pub fn more(channels: &Channels) -> u64 {
    channels.more + channels.maps.len().saturating_sub(MAX_MAPS) as u64
}

/// The lines of the table, what stands out, and the maps.
pub fn lines(channels: &Channels) -> Vec<String> {
    let mut lines = Vec::new();
    let listed = listed(channels);
    if !listed.is_empty() {
        lines.push(line(&HEADINGS));
        lines.extend(listed.iter().map(|total| line(&cells(total))));
    }
    lines.extend(words(channels));
    lines.extend(channels.maps.iter().take(MAX_MAPS).map(map));
    let more = more(channels);
    if more > 0 {
        lines.push(format!("and {}", count(more, "more map")));
    }
    lines
}

/// Writes the table.
///
/// # Errors
/// What the output says.
pub(super) fn write(channels: &Channels, out: &mut dyn Write) -> io::Result<()> {
    let lines = lines(channels);
    if lines.is_empty() {
        return writeln!(out, "no packet from the air, no channel map");
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}
