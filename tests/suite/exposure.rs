//! What strangers may see of a capture: what is declared to be public, and nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use parsers::{Exposure, FieldInfo, Kind, all_pdus};

fn fields(pdu: &parsers::Pdu) -> impl Iterator<Item = &FieldInfo> {
    pdu.fields.iter().flat_map(|info| std::iter::once(info).chain(info.beside))
}

/// A field that is public for the first time is seen by who reads the change.
#[test]
fn fields_that_are_not_blank() {
    let mut lines = BTreeSet::new();
    for pdu in all_pdus() {
        let mut by: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for info in fields(pdu).filter(|info| info.exposure != Exposure::Blank) {
            by.entry(format!("{:?}", info.exposure)).or_default().push(info.name);
        }
        if by.is_empty() {
            continue;
        }
        let mut line = format!("{} ({})", pdu.title, pdu.spec);
        for (exposure, names) in by {
            write!(line, "; {exposure}: {}", names.join(" ")).unwrap_or_default();
        }
        lines.insert(line);
    }
    let text: Vec<String> = lines.into_iter().collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("exposure", text.join("\n")));
}

#[test]
fn what_people_say_and_are_is_never_kept_as_it_is() {
    for pdu in all_pdus() {
        for info in fields(pdu) {
            let expected = match info.kind {
                Kind::Secret => matches!(info.exposure, Exposure::Key | Exposure::Digits),
                Kind::Address => info.exposure == Exposure::Address,
                // Flags can take more octets than a number has; they are as many each time.
                Kind::Octets => info.exposure != Exposure::Keep || info.octets.is_some(),
                Kind::Text | Kind::Structure => info.exposure != Exposure::Keep,
                _ => true,
            };
            assert!(expected, "{} of {}: {:?}", info.name, pdu.title, info.exposure);
        }
    }
}

/// Redaction blanks what no declaration makes public, and rules read the numbers: one that is blank
/// is blank on purpose.
#[test]
fn numbers_are_blank_only_where_they_say_who_somebody_is() {
    // Clocks and counters distinguish devices, ports and sequence numbers connections over the
    // internet, and the length of a song is one that few have; the data of a service and the value
    // of an SDP element are anything.
    const BLANK: [&str; 12] = [
        "clock",
        "clock_offset",
        "sign_counter",
        "service_data",
        "unsigned",
        "signed",
        "song_length",
        "identification",
        "source_port",
        "destination_port",
        "sequence",
        "acknowledgement",
    ];
    for pdu in all_pdus() {
        for info in fields(pdu).filter(|info| info.exposure == Exposure::Blank) {
            let number = matches!(
                info.kind,
                Kind::Unsigned | Kind::Hex | Kind::Signed | Kind::Flag | Kind::Quantity(_)
            );
            // What is reserved carries nothing.
            assert!(
                !number || info.form || BLANK.contains(&info.name),
                "{} of {} ({})",
                info.name,
                pdu.title,
                pdu.spec
            );
        }
    }
}
