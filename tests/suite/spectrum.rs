//! What a sniffer hears of the air: which channels are bad, and whose fault that is.

#![allow(clippy::unwrap_used)]

use crate::support::play::Script;

/// What is said of a connection, by the rules that look at its channels.
fn said(script: &str) -> Vec<(&'static str, String)> {
    let judged = Script::parse(&format!("@air\n{script}")).play(&["COEX005", "COEX010"]);
    judged.findings.into_iter().map(|f| (f.rule.code, f.message)).collect()
}

/// Traffic on some channels, one after the other: packets, repeats, signal.
fn traffic(channels: &[(u8, u16, u16, i8)]) -> String {
    let mut script = String::new();
    for (place, (channel, count, again, signal)) in channels.iter().enumerate() {
        let at = place as f64 * 0.7;
        script += &format!("{at:.3} > busy {count} {again} {channel} {signal}\n");
    }
    script + &format!("{:.3} < control 02 13\n", channels.len() as f64 * 0.7)
}

#[test]
fn repeats_under_each_wifi_channel_are_that_channels() {
    // A data channel in the middle of each, and one that lies under none of them.
    for (wifi, middle) in [(1, 4), (6, 15), (11, 28)] {
        let script = traffic(&[(middle, 60, 30, -50), (10, 60, 1, -50), (22, 60, 1, -50)]);
        let found = said(&script);
        assert_eq!(found.len(), 1, "{wifi}: {found:?}");
        let (code, message) = &found[0];
        assert_eq!(*code, "COEX005");
        assert!(message.contains(&format!("Wi-Fi channel {wifi} interferes")), "{message}");
    }
}

#[test]
fn a_weak_signal_is_told_from_interference_and_from_few_repeats() {
    let all = |again, signal| [4, 15, 28, 10].map(|channel| (channel, 60, again, signal));
    let weak = said(&traffic(&all(20, -92)));
    assert!(weak.len() == 1 && weak[0].1.contains("the signal is weak"), "{weak:?}");
    let strong = said(&traffic(&all(20, -40)));
    assert!(strong.len() == 1 && strong[0].1.contains("interference, or a receiver"), "{strong:?}");
    // Just as many as are ordinary, and one more of each.
    assert!(said(&traffic(&all(9, -92))).is_empty());
    assert_eq!(said(&traffic(&all(12, -92))).len(), 1);
    // Too few packets to say anything.
    assert!(said(&traffic(&[(4, 40, 20, -92)])).is_empty());
}

#[test]
fn a_deaf_sniffer_accuses_nobody() {
    let script = |garbled: u16, again: u16| {
        format!(
            "0.000 > busy 120 {again} 4 -80\n1.300 > garbled {garbled} 4\n2.200 < control 02 13\n"
        )
    };
    let deaf = said(&script(60, 0));
    assert!(deaf.len() == 1 && deaf[0].0 == "COEX010", "{deaf:?}");
    // One of five is not understood: ordinary.
    assert!(said(&script(25, 0)).is_empty());
    // The devices do not hear one another either.
    let both = said(&script(60, 60));
    assert!(both.len() == 1 && both[0].0 == "COEX005", "{both:?}");
}

/// A packet that comes again behind an empty one is another packet.
#[test]
fn the_same_words_twice_are_no_repeat() {
    let mut script = String::new();
    for index in 0..150 {
        let at = f64::from(index) * 0.02;
        script += &format!("{at:.3} > control 12\n{:.3} > air 3c1a6550 0900\n", at + 0.01);
    }
    assert!(said(&script).is_empty());
}

/// What a host rules out for its own Wi-Fi, of both radios, once for each.
#[test]
fn a_host_that_rules_channels_out_names_its_wifi() {
    let script = "@adapter
        1.000 > command 0c3f 0000e0ffffffffffff7f
        2.000 > command 0c3f 0000e0ffffffffffff7f
        3.000 > command 2014 ff07e0ff1f
        4.000 > command 2014 ffffffff1f";
    let found = Script::parse(script).play(&["COEX002"]).findings;
    let said: Vec<_> = found.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "Channels 0 to 20 of BR/EDR are ruled out by this host: Wi-Fi channel 1; 58 channels are left",
            "Channels 11 to 20 of LE are ruled out by this host: Wi-Fi channel 6; 27 channels are left",
        ]
    );
}
