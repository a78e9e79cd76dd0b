//! Captures as wholes: what is found in the project's own, and that others' are read without harm.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use crate::support::samples::{foreign, samples};
use btlint::{
    analysis::{self, Selection},
    expect::{self, Difference, Expectations},
    finding::{Confidence, Severity},
};

#[test]
fn samples_have_just_the_findings_that_they_are_said_to_have() {
    let mut report = String::new();
    for sample in samples() {
        let analysis = analysis::file(&sample.path, &Selection::default())
            .unwrap_or_else(|error| panic!("{}: {error}", sample.name));
        if let Some(error) = &analysis.error {
            let _ = writeln!(report, "{}: stopped: {error}", sample.name);
        }
        let table = expect::beside(&sample.path).unwrap_or_else(|| panic!("{}", sample.name));
        let expectations = Expectations::read(&table).unwrap_or_else(|error| panic!("{error}"));
        for difference in expectations.differences(&analysis) {
            let _ = writeln!(report, "{}: {difference}", sample.name);
            if let Difference::Missing(code, _) = &difference {
                let reasons = analysis.skipped.keys().filter(|(skipped, _)| skipped == code);
                let _ = writeln!(report, "    {:?}", reasons.collect::<Vec<_>>());
            }
        }
    }
    assert!(report.is_empty(), "findings differ from the .toml files:\n{report}");
}

#[test]
fn healthy_samples_expect_nothing_and_the_others_something() {
    let samples = samples();
    assert!(samples.len() > 50);
    for sample in samples {
        assert_eq!(sample.healthy, sample.expected.is_empty(), "{}", sample.name);
    }
}

#[test]
fn hints_are_never_worse_than_warnings() {
    let mut hints = 0;
    for sample in samples() {
        let analysis = analysis::file(&sample.path, &Selection::default()).unwrap();
        for hint in analysis.findings.iter().filter(|f| f.confidence == Confidence::Hint) {
            hints += 1;
            assert!(hint.severity <= Severity::Warning, "{}: {}", sample.name, hint.rule.code);
        }
    }
    assert!(hints > 0, "no sample has a hint");
}

#[test]
fn captures_of_others_are_read_to_the_end_or_refused_in_one_line() {
    let Some(files) = foreign() else { return };
    let start = Instant::now();
    let mut read = 0;
    let mut wrong = Vec::new();
    for path in &files {
        let error = match analysis::file(path, &Selection::default()) {
            Ok(analysis) => {
                read += 1;
                analysis.error
            }
            Err(error) => Some(error),
        };
        if let Some(error) = error {
            let text = error.to_string();
            let clear = text.len() > 20 && !text.contains('\n') && !text.contains(char::is_control);
            if !clear {
                wrong.push(format!("{}: {text:?}", path.display()));
            }
            println!("{text}");
        }
    }
    let took = start.elapsed();
    println!("{read} of {} files read in {took:?}", files.len());
    assert!(wrong.is_empty(), "unclear refusals:\n{}", wrong.join("\n"));
    assert!(read * 2 > files.len(), "only {read} of {} files could be read", files.len());
    // In a build without optimization the time says nothing.
    assert!(cfg!(debug_assertions) || took < Duration::from_secs(2), "took {took:?}");
}
