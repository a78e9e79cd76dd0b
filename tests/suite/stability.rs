//! How steadily devices stay connected and play: what counts as a drop, what is observed, and what
//! several captures say together.

#![allow(clippy::unwrap_used)]

use std::{fmt::Write, fs, path::Path};

use crate::support::program::{btlint, btsnoop, folder};
use btlint::{
    analysis::{self, Analysis, Selection},
    capture::Capture,
    stability::{Device, Stability},
    story::MarkKind,
};
use serde_json::Value;

const SECOND: i64 = 1_000_000_000;

fn read(script: &str) -> Analysis {
    let octets = std::io::Cursor::new(btsnoop(script));
    let capture = Capture::from_reader("x".to_owned(), Box::new(octets)).unwrap();
    analysis::capture("x".to_owned(), capture, &Selection::default())
}

fn together(captures: &[Analysis]) -> Device {
    let mut stability = Stability::default();
    captures.iter().for_each(|capture| stability.add(capture));
    let mut devices = stability.devices();
    assert_eq!(devices.len(), 1, "{devices:#?}");
    devices.remove(0)
}

fn device(script: &str) -> Device {
    together(&[read(script)])
}

/// A link from one second to another that ends for a reason.
fn link(from: f64, to: f64, reason: u8) -> String {
    format!(
        "{from:.3} < event 03 00 4000 ccbbaa5dcf00 01 00\n{:.3} < l2cap 0040 00\n\
         {to:.3} < event 05 00 4000 {reason:02x}\n",
        from + 0.1
    )
}

fn seconds(nanoseconds: i64) -> i64 {
    (nanoseconds + SECOND / 2) / SECOND
}

#[test]
fn six_hours_have_their_figures() {
    let path = Path::new("captures/connect/six-hours.btsnoop.gz");
    let six = together(&[analysis::file(path, &Selection::default()).unwrap()]);
    assert_eq!(six.observed / (60 * SECOND), 360);
    assert_eq!(six.connected / (60 * SECOND), 359);
    assert_eq!((six.links, six.failed, six.drops, six.cut_off), (3, 0, 2, 0));
    assert_eq!(six.reasons, [("Connection Timeout (0x08)".to_owned(), 2)]);
    assert_eq!(six.rhythm, None, "two drops have none");
    assert_eq!((six.back.count, seconds(six.back.greatest), seconds(six.gone)), (2, 41, 54));
    assert_eq!(six.stability(), Some(9975));
    assert_eq!(six.dropouts.map(|heard| heard.count), Some(0));
    // Nine PLAY keys, after each of which the phone waits for a quarter of a second.
    assert_eq!((six.play.count, six.start.count), (9, 9));
    let play = six.play.mean().unwrap();
    assert!((250_000_000..500_000_000).contains(&play), "{play}");
    assert!(six.start.greatest < 1_000_000, "{:?}", six.start);
    assert_eq!(six.offers, ["AAC", "SBC"]);
}

/// Each reason that a controller may give: what a side wanted is no drop.
#[test]
fn a_link_that_somebody_ended_is_no_drop() {
    for reason in 1..=0xff {
        let figures = device(&format!("@adapter\n{}100 .\n", link(1.0, 61.0, reason)));
        let wanted = matches!(reason, 0x13..=0x16);
        assert_eq!(figures.drops, u64::from(!wanted), "{reason:#04x}");
        assert_eq!(figures.stability() == Some(10_000), wanted, "{reason:#04x}");
    }
    // The host asked for it, whatever the controller then says.
    let asked = "@classic\n10 > command 0406 4000 13\n10.1 < event 0f 00 01 0604\n\
                 14 < event 05 00 4000 08\n60 .\n";
    assert_eq!(device(asked).drops, 0);
}

#[test]
fn a_peer_that_leaves_in_a_stream_is_counted_apart() {
    let playing = "@streaming\n0.1 > music 3.0\n3.1 < event 05 00 4000 13\n10 .\n";
    let figures = device(playing);
    assert_eq!((figures.drops, figures.cut_off), (0, 1));
    let suspended = "@streaming\n0.1 > music 1.0\n1.2 > avdtp 50 09 04\n1.3 < avdtp 52 09\n\
                     3.1 < event 05 00 4000 13\n10 .\n";
    assert_eq!(device(suspended).cut_off, 0);
}

#[test]
fn what_several_captures_cover_counts_once() {
    let script =
        format!("@adapter\n{}{}400 .\n", link(10.0, 110.0, 0x08), link(115.0, 300.0, 0x13));
    let one = device(&script);
    assert_eq!((one.drops, seconds(one.back.greatest), seconds(one.gone)), (1, 5, 5));
    let two = together(&[read(&script), read(&script)]);
    assert_eq!(two.captures, 2);
    assert_eq!((two.observed, two.connected, two.gone), (one.observed, one.connected, one.gone));
    assert_eq!((two.drops, two.reasons, two.back), (one.drops, one.reasons, one.back));
}

/// Hours between two captures are nobody's: neither up nor down.
#[test]
fn what_nobody_observed_counts_for_nothing() {
    let first = read(&format!("@adapter\n{}80 .\n", link(10.0, 60.0, 0x08)));
    let later = read(&format!(
        "36000 > command 0c14\n36000.1 < event 0e 04 01 140c 00\n{}36200 .\n",
        link(36_050.0, 36_100.0, 0x13)
    ));
    for captures in [[&first, &later], [&later, &first]] {
        let mut stability = Stability::default();
        captures.into_iter().for_each(|capture| stability.add(capture));
        let figures = stability.devices().remove(0);
        assert_eq!(figures.back.count, 0, "nobody saw it come back");
        assert_eq!((seconds(figures.connected), seconds(figures.gone)), (100, 70));
        // It is gone for the last 20 s of the one, and for the first 50 s of the other.
        // 80 s with the prelude before them, and 200 s.
        assert!((280..292).contains(&seconds(figures.observed)), "{figures:?}");
    }
}

fn night(lengths: &[f64]) -> (std::path::PathBuf, Vec<String>) {
    let folder = folder(&format!("night-{}", lengths.len()));
    let mut begin = 10.0;
    let mut paths = Vec::new();
    for (number, length) in lengths.iter().enumerate() {
        // Each log begins where the last one ended.
        let shift =
            format!("{begin:.3} > command 0c14\n{:.3} < event 0e 04 01 140c 00\n", begin + 0.1);
        let script = format!("{shift}{}", link(begin + 1.0, begin + length, 0x08));
        let path = folder.join(format!("log-{number}.btsnoop"));
        fs::write(&path, btsnoop(&script)).unwrap();
        paths.push(path.to_str().unwrap().to_owned());
        begin += length;
    }
    (folder, paths)
}

#[test]
fn a_drop_in_a_rhythm_over_several_captures_is_one_finding() {
    let minutes = [47.0, 47.1, 46.9, 47.0, 47.1, 46.95];
    let (folder, mut paths) = night(&minutes.map(|minutes| minutes * 60.0));
    let ran = btlint(&["check", folder.to_str().unwrap()]);
    let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, together) = text.split_once("together: 6 captures error[CONN001]").unwrap();
    assert!(together.contains("; every 47 min (±"), "{together}");
    assert!(together.contains("(6 times in 6 captures) first:"), "{together}");
    let json = |paths: &[String]| -> Value {
        let mut arguments = vec!["check", "--format=json"];
        arguments.extend(paths.iter().map(String::as_str));
        let document: Value = serde_json::from_str(&btlint(&arguments).out).unwrap();
        document["together"].clone()
    };
    let forth = json(&paths);
    assert_eq!(forth["findings"].as_array().unwrap().len(), 1, "{forth:#}");
    assert_eq!(forth["findings"][0]["count"], 6);
    assert_eq!(forth["devices"][0]["drops"], 6);
    assert!(forth["findings"][0]["first"]["path"].as_str().unwrap().ends_with("log-0.btsnoop"));
    let follows = &forth["devices"][0]["follows"];
    assert!(follows["what"].is_null() && follows["after_s"].as_f64().unwrap() > 2800.0);
    paths.reverse();
    assert_eq!(json(&paths), forth, "the order of the captures does not matter");
    assert_eq!(json(&paths[..1]), Value::Null);
    let markdown = btlint(&["check", "--format=markdown", folder.to_str().unwrap()]).out;
    assert!(markdown.contains("## All captures together"), "{markdown}");
}

#[test]
fn drops_at_odd_times_are_no_rhythm() {
    let (folder, _) = night(&[3000.0, 900.0, 5200.0, 400.0, 2500.0, 7000.0, 1200.0]);
    let ran = btlint(&["check", folder.to_str().unwrap()]);
    assert!(
        ran.out.contains("together: 7 captures") && !ran.out.contains("times in"),
        "{}",
        ran.out
    );
}

/// Four links that end a minute after something, and begin at odd times before it.
#[test]
fn drops_say_what_they_follow() {
    let happens = [
        (MarkKind::SniffBegan, "< event 14 00 4000 02 2003"),
        (MarkKind::SniffEnded, "< event 14 00 4000 00 0000"),
        (MarkKind::KeyRefreshed, "< event 30 00 4000"),
        (MarkKind::RoleChanged, "< event 12 00 ccbbaa5dcf00 00"),
        (MarkKind::AddressChanged, "> command 2005 0102030405c6"),
        (MarkKind::AdvertisingBegan, "> command 200a 01"),
        (MarkKind::InquiryBegan, "> command 0401 338b9e 08 00"),
    ];
    for (kind, frame) in happens {
        let mut script = "@adapter\n".to_owned();
        let mut now = 10.0;
        for before in [300.0, 900.0, 100.0, 2000.0] {
            let _ = write!(
                script,
                "{now:.3} < event 03 00 4000 ccbbaa5dcf00 01 00\n{:.3} {frame}\n",
                now + before
            );
            now += before + 60.0;
            let _ = writeln!(script, "{now:.3} < event 05 00 4000 08");
            now += 5.0;
        }
        let follows = device(&script).follows.unwrap_or_else(|| panic!("{kind:?}"));
        assert_eq!((follows.what, follows.after / SECOND), (Some(kind), 60), "{kind:?}");
    }
}

#[test]
fn without_media_that_is_measured_nothing_is_said_of_dropouts() {
    assert_eq!(device("@classic\n1 < l2cap 0040 00\n60 .\n").dropouts, None);
    let heard = device(
        "@open\n0 > avdtp 50 07 04\n0.02 < avdtp 52 07\n0.1 > music 3.0\n4 > avdtp 60 09 04\n\
         4.02 < avdtp 62 09\n60 .\n",
    );
    assert_eq!(heard.dropouts.map(|heard| heard.count), Some(0));
    assert_eq!(seconds(heard.streamed), 4);
}

/// The story of several devices of one capture; null where they have nothing to do with each other.
fn scene(path: &str) -> Value {
    let document: Value =
        serde_json::from_str(&btlint(&["check", "--format=json", path]).out).unwrap();
    document["captures"][0]["story"].clone()
}

#[test]
fn several_devices_have_one_story() {
    let stolen = scene("captures/connect/tablet-steals-speaker.btsnoop.gz");
    let stolen = stolen.as_str().unwrap();
    let (phone, tablet) = stolen.split_once(". ").unwrap();
    assert!(phone.starts_with("DA:4C:10:DE:17:00 comes at") && phone.contains("streams for"));
    assert!(phone.contains("dropped by this host") && phone.ends_with("middle of the music"));
    assert!(tablet.starts_with("DA:4C:10:DE:17:02") && tablet.contains("leaves at"), "{tablet}");
    let idle = scene("captures/a2dp/two-speakers-one-idle.btsnoop.gz");
    let idle = idle.as_str().unwrap();
    assert!(idle.contains("17:02 comes at") && idle.contains("is idle, and"), "{idle}");
    assert!(!idle.contains("dropped"), "{idle}");
    // One device that comes again, and a watch that carries no music.
    for path in ["captures/connect/six-hours.btsnoop.gz", "captures/a2dp/stutter-voice.btsnoop.gz"]
    {
        assert!(scene(path).is_null(), "{path}");
    }
}

#[test]
fn each_stream_says_how_long_it_took_from_play() {
    let path = "captures/connect/six-hours.btsnoop.gz";
    let document: Value =
        serde_json::from_str(&btlint(&["check", "--format=json", path]).out).unwrap();
    let links = document["captures"][0]["links"].as_array().unwrap();
    let streams: Vec<&Value> =
        links.iter().flat_map(|link| link["streams"].as_array().unwrap()).collect();
    assert_eq!(streams.len(), 9);
    for stream in streams {
        let of = |member: &str| stream[member].as_f64().unwrap();
        assert!((250.0..500.0).contains(&of("play_latency_ms")), "{stream:#}");
        assert!(of("start_latency_ms") < of("play_latency_ms"), "{stream:#}");
    }
    let text = btlint(&["check", "--level=info", path]).out;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(text.matches("after PLAY").count(), 9, "{text}");
    // Nobody pressed a key: nothing is said of it.
    let good = btlint(&["check", "--level=info", "captures/a2dp/sbc-good.btsnoop"]).out;
    assert!(good.contains("the start") && !good.contains("PLAY"), "{good}");
}

#[test]
fn reports_of_long_captures_have_the_figures() {
    for format in ["markdown", "html"] {
        let format = format!("--format={format}");
        let six = btlint(&["report", &format, "captures/connect/six-hours.btsnoop.gz"]).out;
        assert!(six.contains("Stability") && six.contains("99.75 %"), "{format}: {six}");
        let short = btlint(&["report", &format, "captures/a2dp/sbc-good.btsnoop"]).out;
        assert!(!short.contains("Stability"), "{format}: {short}");
        let two = "captures/connect/tablet-steals-speaker.btsnoop.gz";
        let two = btlint(&["report", &format, two]).out;
        assert!(two.contains("in the middle of the music"), "{format}: {two}");
    }
}
