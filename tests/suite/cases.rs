//! The cases of a folder beside the project, as a table: what is found in each, by which rule, how bad
//! it is, and whose fault.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::{collections::BTreeSet, fs, path::Path};

use btlint::{
    analysis::{self, Verdict},
    finding::Severity::{self, Error, Info, Notice, Warning},
};

/// What is right for all cases whose names begin so.
struct Row {
    name: &'static str,
    /// Rules that may name the cause; none where nothing is wrong.
    rules: &'static [&'static str],
    least: Severity,
    /// What the message says of the side.
    side: &'static str,
}

const fn row(
    name: &'static str,
    rules: &'static [&'static str],
    least: Severity,
    side: &'static str,
) -> Row {
    Row { name, rules, least, side }
}

const ENDS: &[&str] =
    &["AUTH001", "AUTH002", "AUTH005", "AUTH011", "CONN001", "CONN007", "CONN024"];
const PAIRING: &[&str] = &["AUTH100", "AUTH101", "AUTH103", "AUTH104", "AUTH105", "AUTH112"];

/// The longest name that fits counts.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    // One capture for each code.
    row("codes/disc_", ENDS, Warning, ""),
    row("codes/disc_br_13", &["CONN013"], Info, "the peer"),
    row("codes/disc_br_14", &["CONN013"], Info, "the peer"),
    row("codes/disc_br_15", &["CONN013"], Info, "the peer"),
    row("codes/disc_le_13", &["CONN013"], Info, "the peer"),
    row("codes/disc_le_14", &["CONN013"], Info, "the peer"),
    row("codes/disc_le_15", &["CONN013"], Info, "the peer"),
    row("codes/disc_le_16", &["CONN013"], Info, "this host"),
    row("codes/ll_term_", ENDS, Warning, ""),
    row("codes/ll_term_28", &["RACE012"], Warning, "the peripheral"),
    row("codes/disc_le_28", &["RACE012"], Warning, "one side"),
    row("codes/ll_term_13", &["CONN013"], Info, "the "),
    row("codes/ll_term_16", &["CONN013"], Info, "the "),
    row("codes/auth_br_", &["AUTH001", "AUTH002", "AUTH036"], Error, ""),
    row("codes/enc_le_", &["AUTH005", "AUTH009", "AUTH036"], Error, ""),
    row("codes/conn_br_", &["CONN023", "AUTH002", "RACE002"], Notice, "peer"),
    row("codes/conn_br_06", &["AUTH002"], Error, "one side"),
    row("codes/conn_br_0b", &["RACE002"], Warning, "this host"),
    row("codes/smp_le_peer_", PAIRING, Error, "the peer"),
    row("codes/smp_br_peer_", PAIRING, Error, "the peer"),
    row("codes/smp_le_host_", PAIRING, Error, "this host"),
    row("codes/smp_br_host_", PAIRING, Error, "this host"),
    // Requests without an answer.
    row("codes/hci_", &["CONN030"], Warning, "the controller"),
    row("codes/hci_le_create_no_complete", &["CONN030"], Notice, "found no advertising"),
    row("codes/hci_set_encrypt_no_event", &["AUTH010"], Error, "never switched on"),
    row("codes/hci_le_start_enc_no_event", &["AUTH010"], Error, "never switched on"),
    row("codes/host_", &["CONN030"], Warning, "the peer did not answer"),
    row("codes/host_br_avdtp_discover", &["STRM008"], Error, "not answered by the peer"),
    row("codes/host_le_smp_pairing", &["AUTH008"], Error, "the peer sent no"),
    row("codes/peer_", &["CONN030"], Warning, "this host did not answer"),
    row("codes/peer_br_avdtp_discover", &["STRM008"], Error, "not answered by this host"),
    row("codes/peer_le_smp_pairing", &["AUTH008"], Error, "this host sent no"),
    row("codes/unanswered_", &["AUTH008"], Error, "this host"),
    row("codes/unanswered_conn_", &["CONN030"], Warning, "this host did not answer"),
    row("codes/unanswered_ltk", &["AUTH005"], Error, "this host"),
    // Rebuilt from public bug reports.
    row("reports/m1_", &["AUTH001"], Error, "this host had not answered"),
    row("reports/m2_", &["CONN009"], Warning, ""),
    row("reports/m3_", &["CONN001"], Error, ""),
    row("reports/m4_", &["CONN002"], Warning, "the peer ends"),
    row("reports/m5_", &["CONN001"], Error, ""),
    row("reports/r03_", &["STRM016"], Warning, "the peer configured"),
    row("reports/r04_", &["CONN030"], Warning, "the peer did not answer"),
    row("reports/r05_", &["FRAG020"], Warning, "the peer gave"),
    row("reports/r06_", &["AUTH100"], Error, "this host"),
    row("reports/r07_", &["AUTH005"], Error, ""),
    row("reports/r09_", &["CONN009"], Warning, "the controller"),
    row("reports/r10_", &["FRAG034"], Warning, ""),
    row("reports/r11_", &["AUTH104"], Error, "the peer"),
    row("reports/r11b_", &["AUTH005"], Error, "the peer"),
    row("reports/r12_", &["FRAG012"], Error, "the peer sent"),
    row("reports/r13_", &["FRAG012"], Error, "the peer sent"),
    row("reports/r14_", &["CONN002"], Warning, "the peer ends"),
    row("reports/r15_", &["CONN003"], Warning, "the peer"),
    row("reports/r16_", &["CONN030"], Warning, "the peer did not answer"),
    row("reports/r16b_", &["CONN030"], Warning, "the peer did not answer"),
    row("reports/r17_", &["CONN030"], Warning, "this host did not answer"),
    row("reports/r18_", &["STRM009"], Error, "the peer rejected"),
    row("reports/r19_", &["CONN027"], Warning, "the peer refused"),
    row("reports/r20_", &["AUTH011"], Error, ""),
    row("reports/r21_", &["CONN001"], Error, ""),
    row("reports/r24_", &["CONN024", "RACE011"], Error, ""),
    // Single faults in a healthy capture.
    row("faults/att-read-unanswered", &["CONN030"], Warning, "the peer did not answer"),
    row("faults/auth-complete-0x22", &["AUTH036"], Error, ""),
    row("faults/avdtp-start-rsp-missing", &[], Info, ""),
    row("faults/disconnect-midstream-0x22", &["CONN024"], Error, ""),
    row("faults/hci-reset-midstream", &["CONN012"], Error, "this host reset"),
    row("faults/hw-error-event", &["CONN012"], Warning, "the controller"),
    row("faults/l2cap-avdtp-conn-refused-psm", &["CONN025"], Notice, "the peer refused"),
    row("faults/le-encryption-change-never", &["AUTH010"], Error, "never switched on"),
    row("faults/pdu-larger-than-peer-mtu", &["FRAG012"], Error, "this host sent"),
    row("faults/rtp-reordered", &["FRAG046"], Warning, ""),
    row("faults/same-drop-every-47min", &["CONN001"], Error, ""),
    row("faults/smp-failed-11-DHKey", &["AUTH100"], Error, "the peer"),
    // Nothing is wrong, or only what a rule of another kind looks at.
    row("code/auth18", &["AUTH100"], Error, "the controller"),
    row("code/coc", &[], Info, ""),
    row("code/conn0d", &["CONN023"], Warning, "the peer refused"),
    row("code/disc22", &["CONN024"], Error, ""),
    row("code/l2ref", &["CONN025"], Warning, "the peer refused"),
    row("code/refused", &["CONN025"], Warning, "the peer refused"),
    row("code/loop6", &["AUTH100"], Error, "the controller"),
    row("code/role_before_complete", &[], Info, ""),
    row("code/two-legacy-wrong-passkey", &["AUTH104"], Error, "the peripheral"),
    row("code/two-ltk-missing", &["AUTH005"], Error, "the peripheral"),
    row("code/two-mic-failure", &["AUTH011"], Error, "the central"),
    row("code/two-never-answered", &["CONN007"], Warning, "the peripheral"),
    row("code/two-nrf", &[], Info, ""),
];

/// Cases that other tests look at, or that wait for a rule: what is missing in each.
const LEFT_OUT: &[&str] = &[
    // Names and keys: `names` and `secrets`.
    "code/eir",
    "code/key",
    // The lengths that the link layer has agreed on.
    "reports/r23_",
    // A silence of the listener.
    "faults/media-gap-5s",
];

/// The code that the name of a case ends in, as messages have it.
fn code(name: &str) -> Option<String> {
    let coded = ["disc_", "ll_term_", "auth_br_", "enc_le_", "conn_br_", "smp_"];
    let file = name.strip_prefix("codes/")?;
    let hex = file.rsplit('_').next().filter(|hex| hex.len() == 2)?;
    coded.iter().any(|kind| file.starts_with(kind)).then(|| format!("0x{hex}"))
}

/// What is wrong with a case, if anything.
fn check(name: &str, path: &Path, row: &Row) -> Result<(), String> {
    let analysis =
        analysis::file(path, &analysis::Selection::default()).map_err(|error| error.to_string())?;
    let all = || {
        let findings = analysis.findings.iter();
        let said = findings.map(|f| format!("{} {:?}: {}", f.rule.code, f.severity, f.message));
        said.collect::<Vec<_>>().join("; ")
    };
    let worst = analysis.incidents.iter().map(|incident| incident.severity).max();
    if row.rules.is_empty() {
        return if worst <= Some(Info) { Ok(()) } else { Err(all()) };
    }
    let fits = analysis.incidents.iter().find(|incident| {
        let finding = incident.finding(&analysis.findings);
        row.rules.contains(&finding.rule.code)
            && incident.severity >= row.least
            && finding.message.to_lowercase().contains(row.side)
            && code(name).is_none_or(|code| finding.message.contains(&code))
    });
    let fits = fits.ok_or_else(all)?;
    if worst > Some(fits.severity) {
        return Err(format!("something else is worse: {}", all()));
    }
    let verdict = analysis.links.iter().map(|link| link.verdict).max();
    let failed = verdict > Some(Verdict::Unknown);
    if row.least >= Warning && !analysis.links.is_empty() && !failed {
        return Err(format!("verdict {verdict:?}: {}", all()));
    }
    Ok(())
}

#[test]
fn each_case_has_its_cause_its_side_and_its_weight() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    if !folder.is_dir() {
        println!("skipped: {} is no folder", folder.display());
        return;
    }
    let (mut wrong, mut right) = (Vec::new(), 0);
    let mut used = BTreeSet::new();
    for kind in ["codes", "reports", "faults", "code"] {
        let mut files: Vec<_> =
            fs::read_dir(folder.join(kind)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for path in files {
            let file = path.file_name().unwrap().to_str().unwrap();
            let name = format!("{kind}/{}", file.split('.').next().unwrap());
            if LEFT_OUT.iter().any(|left| name.starts_with(left)) {
                continue;
            }
            let rows = TABLE.iter().filter(|row| name.starts_with(row.name));
            let Some(row) = rows.max_by_key(|row| row.name.len()) else {
                wrong.push(format!("{name}: not in the table"));
                continue;
            };
            used.insert(row.name);
            match check(&name, &path, row) {
                Ok(()) => right += 1,
                Err(why) => wrong.push(format!("{name}: {why}")),
            }
        }
    }
    println!("{right} cases are right");
    let idle: Vec<_> =
        TABLE.iter().map(|row| row.name).filter(|name| !used.contains(name)).collect();
    assert!(idle.is_empty(), "no case is called so: {idle:?}");
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
